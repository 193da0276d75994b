// Currencies before an amount: signs, commands and codes.
// Knows how they are written. Does not know the names after an amount (unit-names.ts).

const COMMANDS = /\\(?:\$|(?:pounds|euro|EUR|yen|rupee|text(?:dollar|sterling|euro|yen)|cent)(?![a-zA-Z]))/g
const CODE = /^(-?)\s*(?:USD|EUR|GBP|JPY|INR|CNY|RMB|CAD|AUD|CHF|US|Rs\.?|INR)\s*(?=[\d.])/
const COUNTRY = /(?<![A-Za-z])(?:US|CA|AU|HK|NZ|[ACR])\\?\$(?=\s*\d[\d.,]*$)/
const SIGNS = /[$£€¥₹₩₽¢]/g

/** The text without signs of currencies, which a dollar around a formula is taken for, too. */
export function withoutCurrency(text: string): string {
  return text.replace(COUNTRY, '').replace(COMMANDS, '').replace(SIGNS, '')
}

/** The text without the code that it begins with: USD 12, Rs 12. */
export function withoutCurrencyCode(text: string): string {
  return text.replace(CODE, '$1')
}

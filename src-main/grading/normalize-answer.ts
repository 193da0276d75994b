// Normalisation: one spelling for answers that differ in their dress only.
// Knows the habits of LaTeX answers that the graders of MATH and PRM800K allow for. Does not know values or structure.

const SYMBOLS: readonly (readonly [RegExp, string])[] = [
  [/[−–]/g, '-'],
  [/×|\\times(?![a-zA-Z])|\\cdot(?![a-zA-Z])|\\ast(?![a-zA-Z])/g, '*'],
  [/÷|\\div(?![a-zA-Z])/g, '/'],
  [/≤|\\leqslant(?![a-zA-Z])|\\leq(?![a-zA-Z])|\\le(?![a-zA-Z])|<=/g, ' \\le '],
  [/≥|\\geqslant(?![a-zA-Z])|\\geq(?![a-zA-Z])|\\ge(?![a-zA-Z])|>=/g, ' \\ge '],
  [/≠|\\neq(?![a-zA-Z])|\\ne(?![a-zA-Z])|!=/g, ' \\ne '],
  [/\\lt(?![a-zA-Z])/g, '<'],
  [/\\gt(?![a-zA-Z])/g, '>'],
  [/π/g, '\\pi '],
  [/∞/g, '\\infty '],
  [/∪/g, '\\cup '],
  [/√/g, '\\sqrt '],
  [/±/g, '\\pm '],
  [/²/g, '^2'],
  [/³/g, '^3'],
]

/** Words of units and the like, dropped where they follow a number. */
const UNITS = new RegExp(
  String.raw`(?:\s*\b(?:degrees?|radians?|dollars?|cents?|percent|units?|square|cubic|sq|cu|cm|mm|km|m|centimeters?|meters?|metres?|` +
    String.raw`kilometers?|inch(?:es)?|feet|foot|ft|yards?|miles?|mph|kg|grams?|g|pounds?|ounces?|liters?|litres?|gallons?|` +
    String.raw`seconds?|minutes?|hours?|days?|weeks?|months?|years?|people|students?|apples?|ways|points?|boxes)\b\.?(?:\s*\^\s*\{?\d\}?)?)+\s*$`,
  'i',
)

/**
 * The answer without dress: dollar signs, spacing and sizing commands, units, degrees, thousands separators, text commands.
 * A percent sign is kept as "%": 10 % is not 10.
 */
export function normalizeAnswer(answer: string): string {
  let text = answer
    .trim()
    .replace(/^\\\((.*)\\\)$|^\\\[(.*)\\\]$/s, (_, inline?: string, display?: string) => inline ?? display ?? '')
  text = text.replace(/\\\$|\$/g, '').replace(/\\%/g, '%')
  text = text
    .replace(/(\d)\s*(?:\\[!,;: ]|\{,\})+\s*(?=\d{3}(?!\d))/g, '$1')
    .replace(/(\d),\\!\s*(?=\d{3}(?!\d))/g, '$1')
  text = text.replace(/(?<!\\)\\!|\{,\}(?=\d)/g, '').replace(/(?<!\\)\\[,;: ]|~|\\q?quad(?![a-zA-Z])/g, ' ')
  text = text.replace(/\\(?:left|right|middle|[bB]igg?[lr]?|displaystyle|limits)(?![a-zA-Z])\.?/g, '')
  text = text.replace(/\\[dtc]frac(?![a-zA-Z])/g, '\\frac').replace(/\\[lr]vert(?![a-zA-Z])/g, '|')
  for (const [pattern, symbol] of SYMBOLS) text = text.replace(pattern, symbol)
  text = text.replace(
    /\^\s*\\circ(?![a-zA-Z])|\^\s*\{\s*\\circ\s*\}|°|\\degree(?![a-zA-Z])|\^\s*\\degree(?![a-zA-Z])/g,
    '',
  )
  text = withoutTextCommands(text)
  text = joinThousands(writtenOut(text))
  text = withoutUnit(text).replace(/(?<![\d.])(\d+) (\d+)\/(\d+)(?![\d.])/g, '$1\\frac{$2}{$3}')
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<=.)[.,;]$/, '')
    .trim()
}

/** \text{ cm}^2 after a number is a unit and goes; other text stays as plain words. */
function withoutTextCommands(text: string): string {
  const command =
    /\\(?:text|mbox|textbf|textit|textrm|mathrm|mathbf|mathit|operatorname)\s*\{([^{}]*)\}(\s*\^\s*\{?\d\}?)?/g
  return text.replace(command, (whole: string, words: string, power: string | undefined, at: number) => {
    const before = text.slice(0, at)
    const after = text.slice(at + whole.length)
    const joins = /^\s*(?:and|or|if|,|thousand|million|billion|trillion|[ap]\.?m\b)/i.test(words)
    if (/[\d})]\s*$/.test(before) && after.trim() === '' && !joins) return ''
    return ` ${words}${power ?? ''} `
  })
}

function withoutUnit(text: string): string {
  const unit = UNITS.exec(text)
  return unit && /[\d})]\s*$/.test(text.slice(0, unit.index)) && unit.index > 0 ? text.slice(0, unit.index) : text
}

const MAGNITUDES: Readonly<Record<string, string>> = {
  thousand: '10^3',
  million: '10^6',
  billion: '10^9',
  trillion: '10^{12}',
}

/** 2.5 million, 1.2e5 and 0.1\\overline{6} as terms without their short forms. */
function writtenOut(text: string): string {
  return text
    .replace(
      /(?<=\d)\s*\b(thousand|million|billion|trillion)\b/gi,
      (_, word: string) => ` * ${MAGNITUDES[word.toLowerCase()]!}`,
    )
    .replace(/^(-?\d+(?:\.\d+)?)[eE]([+-]?\d+)$/, '$1*10^{$2}')
    .replace(/(\d*)\.(\d*)\\overline\s*\{?(\d+)\}?/g, (_, whole: string, decimals: string, repeated: string) => {
      const nines = '9'.repeat(repeated.length) + '0'.repeat(decimals.length)
      return `(${whole || '0'}.${decimals || '0'}+\\frac{${repeated}}{${nines}})`
    })
}

/** 1,234,567 becomes 1234567. Inside brackets a comma separates elements, and so does one with a space. */
function joinThousands(text: string): string {
  if (/^\s*-?\d{1,3}(?: \d{3})+\s*$/.test(text)) return text.replaceAll(' ', '')
  if (/[([]|\\\{/.test(text)) return text
  return text.replace(/(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])/g, (number) => number.replaceAll(',', ''))
}

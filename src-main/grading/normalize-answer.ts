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
  [/\\lbrace(?![a-zA-Z])/g, '\\{'],
  [/\\rbrace(?![a-zA-Z])/g, '\\}'],
  [/\\langle(?![a-zA-Z])|⟨/g, '('],
  [/\\rangle(?![a-zA-Z])|⟩/g, ')'],
  [/\\bar(?![a-zA-Z])/g, '\\overline'],
  [/\\overline\s*\{([A-Z]+)\}/g, '$1'],
  [/\\angle(?![a-zA-Z])|∠/g, ' '],
  [/[£€]/g, ''],
  [/\\[bp]?mod(?![a-zA-Z])/g, ' mod '],
  [/²/g, '^2'],
  [/³/g, '^3'],
]

const UNIT_WORDS =
  String.raw`(?:degrees?|radians?|dollars?|cents?|units?|square|cubic|sq|cu|cm|mm|km|m|centimeters?|meters?|metres?|` +
  String.raw`kilometers?|inch(?:es)?|in|feet|foot|ft|yards?|miles?|mph|kg|grams?|g|pounds?|lbs?|ounces?|oz|liters?|litres?|ml|gallons?|` +
  String.raw`seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|ways|points?)`

/** Units, dropped where they follow a number: cm, cm^2, km/h, miles per hour, square inches. */
const UNITS = new RegExp(
  String.raw`(?:\s*(?:(?:/\s*|\bper\s+)(?:[hs]|${UNIT_WORDS})|\b${UNIT_WORDS})\b\.?(?:\s*\^\s*\{?\d\}?)?)+\s*$`,
  'i',
)

/** The end of what may have a unit. */
const AMOUNT = /(?:[\d})]|\\pi)\s*$/

/** What is counted, dropped after a plain number: 12 eggs, 20 years old. */
const COUNTED = /^([-+]?[\d.,]*\d(?:\s*\/\s*\d+|\\frac\{\d+\}\{\d+\})?)\s+([a-z]{4,}(?:\s+[a-z]+)*)$/
const NOT_COUNTED = /\b(?:sqrt|sinh|cosh|tanh|arc[a-z]+|dozen|hundred|half|more|less|mod|modulo|and|or|to|from|infty)\b/

/**
 * The answer without dress: boxes, dollar signs, spacing and sizing commands, units, degrees, thousands separators, text commands.
 * A percent sign is kept as "%": 10 % is not 10.
 */
export function normalizeAnswer(answer: string): string {
  let text = withoutFrame(answer.trim())
  text = text.replace(/\\\$|\$/g, '').replace(/\\%/g, '%')
  text = text
    .replace(/(\d)\s*(?:\\[!,;: ]|\{,\})+\s*(?=\d{3}(?!\d))/g, '$1')
    .replace(/(\d),\\!\s*(?=\d{3}(?!\d))/g, '$1')
  text = text.replace(/(?<!\\)\\!|\{,\}(?=\d)/g, '').replace(/(?<!\\)\\[,;: ]|~|\\q?quad(?![a-zA-Z])/g, ' ')
  text = text.replace(/\\(?:left|right|middle|[bB]igg?[lr]?|displaystyle|limits)(?![a-zA-Z])\.?/g, '')
  text = text
    .replace(/\\[dtc]frac(?![a-zA-Z])/g, '\\frac')
    .replace(/\\[dt]binom(?![a-zA-Z])/g, '\\binom')
    .replace(/\\[lr]vert(?![a-zA-Z])/g, '|')
  text = text
    .replace(/^\s*(\d+)\s*\\choose\s*(\d+)\s*$/, '{$&}')
    .replace(/\{([^{}]+)\\choose(?![a-zA-Z])([^{}]+)\}/g, '\\binom{$1}{$2}')
  for (const [pattern, symbol] of SYMBOLS) text = text.replace(pattern, symbol)
  text = withoutDegrees(text)
  text = withoutTextCommands(text).replace(/(?<=\d\s*)\s*\bpercent\b/gi, '%')
  text = joinThousands(writtenOut(text)).replace(/\b([ap])\.m\.?(?![a-z])/gi, '$1m')
  text = text.replace(/^\s*(\d+)\s+to\s+(\d+)\s*$/, '$1:$2')
  text = withoutUnit(text).replace(/(?<![\d.])(\d+) (\d+)\/(\d+)(?![\d.])/g, '$1\\frac{$2}{$3}')
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<=.)(?:[.,;]|\\\\)$/, '')
    .trim()
}

/** Without \(…\), \[…\], **…** and \boxed{…} around the whole. */
function withoutFrame(text: string): string {
  const inside =
    /^\\\((.*)\\\)$/s.exec(text) ??
    /^\\\[(.*)\\\]$/s.exec(text) ??
    /^\*\*([^*]+)\*\*$/.exec(text) ??
    /^\$*\s*\\f?box(?:ed)?\s*\{(.*)\}\s*\$*$/s.exec(text)
  return inside ? withoutFrame(inside[1]!.trim()) : text
}

const DEGREES = String.raw`(?:\^\s*\\circ(?![a-zA-Z])|\^\s*\{\s*\\circ\s*\}|°|\^?\s*\\degree(?![a-zA-Z]))`

/** An angle is its number of degrees, but for the angle of sine and the like: \sin 30° is \sin(30π/180). */
function withoutDegrees(text: string): string {
  const angle = new RegExp(
    String.raw`(?<=\\?(?:sin|cos|tan|cot|sec|csc)(?:\s*\^\s*\{?\d\}?)?)\s*[({]?\s*(\d+(?:\.\d+)?)\s*${DEGREES}\s*[)}]?`,
    'g',
  )
  return text.replace(angle, '(\\frac{$1}{180}\\pi)').replace(new RegExp(DEGREES, 'g'), '')
}

/** \text{ cm}^2 after a number is a unit and goes; other text stays as plain words. */
function withoutTextCommands(text: string): string {
  const command =
    /\\(?:text|mbox|textbf|textit|textrm|mathrm|mathbf|mathit|operatorname)\s*\{([^{}]*)\}(\s*\^\s*\{?\d\}?)?/g
  return text.replace(command, (whole: string, words: string, power: string | undefined, at: number) => {
    const before = text.slice(0, at)
    const after = text.slice(at + whole.length)
    const joins = /^\s*(?:and|or|if|to|,|percent|dozen|hundred|thousand|million|billion|trillion|[ap]\.?m\b)/i.test(
      words,
    )
    if (AMOUNT.test(before) && after.trim() === '' && !joins) return ''
    return ` ${words}${power ?? ''} `
  })
}

function withoutUnit(text: string): string {
  const unit = UNITS.exec(text)
  if (unit && AMOUNT.test(text.slice(0, unit.index))) return text.slice(0, unit.index)
  const counted = COUNTED.exec(text.trim())
  return counted && !NOT_COUNTED.test(counted[2]!) ? counted[1]! : text
}

const MAGNITUDES: Readonly<Record<string, string>> = {
  thousand: '10^3',
  million: '10^6',
  billion: '10^9',
  trillion: '10^{12}',
  hundred: '10^2',
  dozen: '12',
}

/** 2.5 million, 1.2e5 and 0.1\\overline{6} as terms without their short forms. */
function writtenOut(text: string): string {
  return text
    .replace(
      /(?<=\d)\s*\b(hundred|dozen|thousand|million|billion|trillion)\b/gi,
      (_, word: string) => ` * ${MAGNITUDES[word.toLowerCase()]!}`,
    )
    .replace(/^(-?\d+(?:\.\d+)?)[eE]([+-]?\d+)$/, '$1*10^{$2}')
    .replace(/(\d*\.\d*?)(\d)\2{2,}\s*(?:\.{3}|…|\\[lc]?dots)(?![a-zA-Z])/g, '$1\\overline{$2}')
    .replace(/(\d*)\.(\d*)\\overline\s*\{?(\d+)\}?/g, (_, whole: string, decimals: string, repeated: string) => {
      const nines = '9'.repeat(repeated.length) + '0'.repeat(decimals.length)
      return `(${whole || '0'}.${decimals || '0'}+\\frac{${repeated}}{${nines}})`
    })
}

/** 1,234,567 becomes 1234567. Inside brackets a comma separates elements, and so does one with a space. */
function joinThousands(text: string): string {
  if (/^\s*-?\d{1,3}(?: \d{3})+\s*$/.test(text)) return text.replaceAll(' ', '')
  if (/[([]|\\\{/.test(text)) return text
  return text.replace(/(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)/g, (number) => number.replaceAll(',', ''))
}

// Signs of Unicode: one spelling, that of LaTeX or ASCII, for digits, spaces, fractions and symbols that have several.
// Knows characters. Does not know commands (latex-signs.ts) or what an answer is.

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ'
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₒₓₕₖₗₘₙₚₛₜ'

const COMMANDS: Readonly<Record<string, string>> = {
  '≤': '\\le',
  '⩽': '\\le',
  '≦': '\\le',
  '≥': '\\ge',
  '⩾': '\\ge',
  '≧': '\\ge',
  '≠': '\\ne',
  '≈': '\\approx',
  '≡': '\\equiv',
  '∞': '\\infty',
  '∪': '\\cup',
  '∩': '\\cap',
  '∈': '\\in',
  '∅': '\\emptyset',
  '±': '\\pm',
  '∓': '\\mp',
  '√': '\\sqrt',
  '∛': '\\sqrt[3]',
  '∜': '\\sqrt[4]',
  '⌊': '\\lfloor',
  '⌋': '\\rfloor',
  '⌈': '\\lceil',
  '⌉': '\\rceil',
  '∖': '\\setminus',
  '→': '\\to',
  α: '\\alpha',
  β: '\\beta',
  γ: '\\gamma',
  δ: '\\delta',
  ε: '\\epsilon',
  ζ: '\\zeta',
  η: '\\eta',
  θ: '\\theta',
  λ: '\\lambda',
  μ: '\\mu',
  ν: '\\nu',
  ξ: '\\xi',
  π: '\\pi',
  ρ: '\\rho',
  σ: '\\sigma',
  τ: '\\tau',
  φ: '\\phi',
  ϕ: '\\phi',
  χ: '\\chi',
  ψ: '\\psi',
  ω: '\\omega',
  Ω: '\\Omega',
  Δ: '\\Delta',
}

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/[\u200b-\u200f\u2060-\u2064\ufeff\ue000]/g, ''],
  [/[−–—‒‐‑﹣－]/g, '-'],
  [/[×⨯✕]/g, '*'],
  [/[·⋅∙•∗]/g, '*'],
  [/[÷∕⁄]/g, '/'],
  [/∶/g, ':'],
  [/∣/g, '|'],
  [/[⟨〈]/g, '('],
  [/[⟩〉]/g, ')'],
  [/[“”„‟«»]/g, '"'],
  [/[‘’‚‛′`´]/g, "'"],
  [/″/g, "''"],
  [/[º˚]/g, '°'],
  [/、/g, ','],
  [/。/g, '.'],
  [/∨/g, ' or '],
  [/∧/g, ' and '],
  [/[∠∴]/g, ' '],
  [/ℝ/g, '\\mathbb{R}'],
  [/ℤ/g, '\\mathbb{Z}'],
  [/ℕ/g, '\\mathbb{N}'],
  [/ℚ/g, '\\mathbb{Q}'],
  [/ℂ/g, '\\mathbb{C}'],
]

/** The text in plain digits, letters, brackets and commands: ½ is \frac{1}{2}, x² is x^{2}, ５ is 5. */
export function withPlainSigns(text: string): string {
  let plain = text
    .replace(new RegExp(`([${SUPERSCRIPTS}]+)⁄([${SUBSCRIPTS}]+)`, 'g'), (_, top: string, bottom: string) =>
      fraction(`${top.normalize('NFKC')}⁄${bottom.normalize('NFKC')}`),
    )
    .replace(/[¼-¾⅐-⅞]/g, (sign) => fraction(sign.normalize('NFKC')))
    .replace(/([²³⁴-⁹])√/g, (_, degree: string) => `\\sqrt[${degree.normalize('NFKC')}]`)
    .replace(new RegExp(`[${SUPERSCRIPTS}]+`, 'g'), (run) => `^{${run.normalize('NFKC')}}`)
    .replace(new RegExp(`[${SUBSCRIPTS}]+`, 'g'), (run) => `_{${run.normalize('NFKC')}}`)
    .replace(/(?:\d[\u0304\u0305])+/g, (run) => `\\overline{${run.replace(/\D/g, '')}}`)
    .replace(/(\d)\u0307/g, '\\dot{$1}')
  for (const [pattern, sign] of SIGNS) plain = plain.replace(pattern, sign)
  return plain.normalize('NFKC').replace(/[^\0-\x7f]/g, (sign) => (COMMANDS[sign] ? `${COMMANDS[sign]} ` : sign))
}

function fraction(text: string): string {
  const [top, bottom] = text.split('⁄')
  return `\\frac{${top!}}{${bottom!}}`
}

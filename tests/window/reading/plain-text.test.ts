// Plain text: formulas in readable signs, no marks of Markdown, and never nothing where there was something.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainMaths } from '../../../src-renderer/reading/plain-maths.ts'
import { isTex, plainAnswer, plainText } from '../../../src-renderer/reading/plain-text.ts'

describe('a formula in a line', () => {
  it.each([
    ['\\frac{14}{3}', '14/3'],
    ['\\dfrac{x+1}{2y}', '(x+1)/(2y)'],
    ['\\frac12', '1/2'],
    ['\\frac{2x}{3}', '2x/3'],
    ['\\frac{\\sqrt{2}}{x^2}', '(√2)/x²'],
    ['3 \\times 4 \\cdot 5', '3 × 4 · 5'],
    ['x^2 + y^{10} - z_1', 'x² + y¹⁰ - z₁'],
    ['x^{\\frac{1}{2}}', 'x^(1/2)'],
    ['a_{max}', 'aₘₐₓ'],
    ['90^\\circ', '90°'],
    ['\\boxed{4}', '4'],
    ['\\text{If } x \\le 3', 'If x ≤ 3'],
    ['\\sqrt{2}', '√2'],
    ['\\sqrt{x+1}', '√(x+1)'],
    ['\\sqrt[3]{8}', '³√8'],
    ['\\left( 3, \\frac{\\pi}{2} \\right)', '(3, π/2)'],
    ['\\left.x\\right|_0', 'x|₀'],
    ['\\sum_{i=1}^n i^2', '∑ᵢ₌₁ⁿ i²'],
    ['2\\sin\\theta', '2 sin θ'],
    ['\\sin(x)', 'sin(x)'],
    ['x \\in \\mathbb{R}', 'x ∈ ℝ'],
    ['\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}', '(1 2; 3 4)'],
    ['\\overline{AB}', 'A\u0305B\u0305'],
    ['\\binom{n}{k}', 'C(n, k)'],
    ['7 \\equiv 1 \\pmod{3}', '7 ≡ 1 (mod 3)'],
    ["f'(x) \\ne 0", 'f′(x) ≠ 0'],
    ['50\\% \\$3 \\{1\\}', '50% $3 {1}'],
    ['1{,}000', '1,000'],
    ['a \\unknown{\\pi}{y} b', 'a \\unknown{\\pi}{y} b'],
    ['\\', '\\'],
    ['{', '{'],
    ['\\frac{1', '\\frac{1'],
  ])('%s is %s', (tex, plain) => expect(plainMaths(tex)).toBe(plain))
})

describe('a text in lines', () => {
  it.each([
    ['**Step 1:** We get $\\frac{1}{2}$.', 'Step 1: We get 1/2.'],
    ['# Answer\n\n29', 'Answer\n29'],
    ['- one\n- *two*\n\n3. three', '• one\n• two\n3. three'],
    ['2*3*4 = 24 and 4 * 17 = 68', '2*3*4 = 24 and 4 * 17 = 68'],
    ['$x$*$y$*$z$', 'x*y*z'],
    ['12\n+ 5\n= 17', '12\n+ 5\n= 17'],
    ['about ~5 or ~6', 'about ~5 or ~6'],
    ['a_1 and b_2 and f_i_n', 'a_1 and b_2 and f_i_n'],
    ['<b>bold</b> & <script>alert(1)</script>', '<b>bold</b> & <script>alert(1)</script>'],
    ['$5 and $7', '$5 and $7'],
    ['`a*b` [here](http://example.org/x)', 'a*b here'],
    ['```\n\tx = 1\n\n  y\n```', 'x = 1\n\n  y'],
    ['|a|b|\n|-|-|\n|$x^2$|2|', 'a | b\nx² | 2'],
    ['a\nb', 'a\nb'],
    ['68. That is it.', '68. That is it.'],
    ['The sum is \\[x = 1\\] then.', 'The sum is x = 1 then.'],
    ['#', '#'],
    ['   ', '   '],
    ['$$', '$$'],
  ])('%j', (text, plain) => expect(plainText(text)).toBe(plain))

  it('never throws, and is never empty where the text is not', () => {
    const part = fc.constantFrom(
      '$',
      '\\',
      '{',
      '}',
      '^',
      '_',
      '#',
      '*',
      '**',
      '`',
      '```',
      '\n',
      '- ',
      '1. ',
      '|',
      '>',
      '[',
      '](',
      ')',
      '<',
      '&',
      '~~',
      '\\frac',
      '\\sqrt',
      '\\begin{array}',
      '\\end{',
      '\\left',
      '\uE000',
      '\uE0001\uE001',
      '    ',
      '---',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 30 }), (parts) => {
        const text = parts.join('')
        expect(plainText(text) === '').toBe(text === '')
        expect(plainMaths(text) === '').toBe(text === '')
      }),
      { numRuns: 2000 },
    )
  })

  it('reads deep groups and long steps all the same', () => {
    expect(plainMaths('{'.repeat(10_000))).not.toBe('')
    expect(plainMaths('\\sqrt'.repeat(10_000))).not.toBe('')
    expect(plainText(`${'> '.repeat(300)}x`)).toContain('x')
    expect(plainText('$x$ '.repeat(30_000))).toContain('$x$')
  })

  it('knows every command that the problems of MATH-500 use', () => {
    const commands =
      'frac sqrt circ mathbf sin text overline le cdot left right pi angle cos log alpha hline triangle textbf dots times tan infty ' +
      'dfrac lfloor rfloor theta sum omega leq quad diamond ge arcsin neq lambda mathrm pmod lceil rceil arccos equiv div prime geq pm ' +
      'bold square clubsuit in phi qquad cup cfrac gcd ldots dotsm to cot displaystyle binom overrightarrow cdots mbox star sec perp ' +
      'parallel operatorname dotsb mathop underbrace dbinom'
    for (const command of commands.split(' ')) {
      expect(plainMaths(`a \\${command}{b}{c} d`)).not.toContain('\\')
    }
    expect(plainMaths('a \\not= b \\begin{array}{c|c} c & d \\\\ \\hline e \\end{array}')).toBe('a ≠ b c d; e')
  })
})

describe('an answer', () => {
  it('is a formula where it is TeX, else words', () => {
    expect(plainAnswer('\\frac{14}{3}')).toBe('14/3')
    expect(plainAnswer('x^2+1')).toBe('x²+1')
    expect(plainAnswer('1,000 apples')).toBe('1,000 apples')
    expect(plainAnswer('\\$32,\\!348')).toBe('$32,348')
    expect(plainAnswer('11,\\! 111')).toBe('11,111')
    expect([isTex('24'), isTex('\\pi'), isTex('x_1')]).toEqual([false, true, true])
  })
})

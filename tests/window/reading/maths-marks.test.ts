// Where maths is found: each mark, money, code, and what nothing closes; the pieces are always the text.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findMaths, sourceOf } from '../../../src-renderer/reading/maths-marks.ts'

const found = (text: string): string[] =>
  findMaths(text).flatMap((piece) =>
    piece.kind === 'maths' ? [(piece.maths.display ? '! ' : '') + piece.maths.tex] : [],
  )

describe('maths is found', () => {
  it.each<[what: string, text: string, formulas: string[]]>([
    ['between dollars', 'So $x+1$ and $y$.', ['x+1', 'y']],
    ['with an escaped dollar inside', 'It costs $\\$1.24$.', ['\\$1.24']],
    ['between two dollars', 'a $$x^2$$ b', ['! x^2']],
    ['over lines', '$$\nx\n= 2\n$$', ['! x\n= 2']],
    ['in round and square marks', '\\(a\\) and \\[b\\]', ['a', '! b']],
    ['in a box without marks', 'So \\boxed{\\frac{1}{2}}.', ['\\boxed{\\frac{1}{2}}']],
    ['in an environment without marks', '\\begin{align*}x&=1\\end{align*}', ['! \\begin{align*}x&=1\\end{align*}']],
    ['with spaces inside the marks', 'Let $ x = 2 $ here', ['x = 2']],
    ['behind an amount of money', 'She has $5 and $x$ more.', ['x']],
    ['of figures alone', 'So $68$.', ['68']],
    ['with a space at one end', 'for $\\triangle ABC $ and $ = x^2$', ['\\triangle ABC', '= x^2']],
  ])('%s', (_, text, formulas) => expect(found(text)).toEqual(formulas))

  it.each([
    ['$5 and $7'],
    ['$80,000 and then puts in $50,000 in repairs'],
    ['Janet pays $40/hour for 3 hours and $28/hour for 5 hours.'],
    ['She makes 9 * 2 = $<<9*2=18>>18 every day at $2 each.'],
    ['It is $12 x 5 =$60, and 50*2=$<<50*2=100>>100\nthen $3.'],
    ['He has $5 where x_1 is $'],
    ['between $5–$10, or ($5) or ($6)'],
    ['$5 apples cost 10$'],
    ['\\$5 and \\$7'],
    ['an open $x'],
    ['\\(x'],
    ['\\[x \\)'],
    ['\\boxed{x'],
    ['$a\n\nb$'],
    ['$$'],
    ['$ $'],
    ['`$x$` and ``$`y$``'],
    ['```\n$x$\n```'],
    ['~~~tex\n\\[x\\]\n~~~'],
    ['```\n$x$'],
  ])('nowhere in %j', (text) => expect(found(text)).toEqual([]))

  it('goes on behind code', () => {
    expect(found('```\n$x$\n```\n$y$ `$z$` \\(w\\)')).toEqual(['y', 'w'])
    expect(found('one ` tick and $y$')).toEqual(['y'])
  })

  it('loses nothing of any text', () => {
    const part = fc.constantFrom(
      '$',
      '$$',
      '\\(',
      '\\)',
      '\\[',
      '\\]',
      '\\boxed{',
      '}',
      '`',
      '```',
      '\n',
      'x',
      ' 5',
      '\\',
      '~~~',
      '\\begin{align}',
      '\\end{align}',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 4 })), { maxLength: 24 }), (parts) => {
        const text = parts.join('')
        expect(findMaths(text).map(sourceOf).join('')).toBe(text)
      }),
    )
  })
})

// The blocks of a text: Markdown with formulas in it, and HTML as text.
import { describe, expect, it } from 'vitest'
import type { Block } from '../../../src-renderer/reading/parse-text.ts'
import { mathsAndWords, parseText } from '../../../src-renderer/reading/parse-text.ts'

const text = (words: string) => ({ kind: 'text', text: words })
const maths = (source: string, tex: string, display = false) => ({ kind: 'maths', maths: { source, tex, display } })

describe('a text', () => {
  it.each<[what: string, source: string, blocks: unknown[]]>([
    [
      'with stars in a formula',
      '**So** $a * b * c$ *and* $d_1*e_2$',
      [
        {
          kind: 'paragraph',
          inlines: [
            { kind: 'strong', inlines: [text('So')] },
            text(' '),
            maths('$a * b * c$', 'a * b * c'),
            text(' '),
            { kind: 'emphasis', inlines: [text('and')] },
            text(' '),
            maths('$d_1*e_2$', 'd_1*e_2'),
          ],
        },
      ],
    ],
    [
      'with a formula in a list',
      '3. one $x$\n4. two',
      [
        {
          kind: 'list',
          ordered: true,
          start: 3,
          items: [
            [{ kind: 'paragraph', inlines: [text('one '), maths('$x$', 'x')] }],
            [{ kind: 'paragraph', inlines: [text('two')] }],
          ],
        },
      ],
    ],
    ['with code', '```py\n\tx = $1$\n\n  y\n```', [{ kind: 'code', text: '\tx = $1$\n\n  y' }]],
    [
      'indented',
      'a\n\n    x = $1$',
      [
        { kind: 'paragraph', inlines: [text('a')] },
        { kind: 'code', text: 'x = $1$' },
      ],
    ],
    [
      'with HTML',
      'a <b onclick="x()">b</b>',
      [{ kind: 'paragraph', inlines: ['a ', '<b onclick="x()">', 'b', '</b>'].map(text) }],
    ],
    ['of HTML', '<div>\nx\n</div>', [{ kind: 'paragraph', inlines: [text('<div>\nx\n</div>')] }]],
    [
      'with an address and a picture',
      '[a](http://e.org) ![p](http://e.org/p.png)',
      [
        {
          kind: 'paragraph',
          inlines: [
            { kind: 'link', inlines: [text('a')], address: 'http://e.org' },
            text(' '),
            text('![p](http://e.org/p.png)'),
          ],
        },
      ],
    ],
    ['with lines', 'a\nb', [{ kind: 'paragraph', inlines: [text('a'), { kind: 'break' }, text('b')] }]],
    ['with an entity', 'a &lt; b', [{ kind: 'paragraph', inlines: [text('a &lt; b')] }]],
  ])('%s', (_, source, blocks) => expect(parseText(source)).toEqual(blocks as Block[]))

  it('in a line has formulas and words alone', () => {
    expect(mathsAndWords('# *a* $x$')).toEqual([text('# *a* '), maths('$x$', 'x')])
    expect(mathsAndWords('a\\[x\\]b')).toEqual([text('a'), text(' '), maths('\\[x\\]', 'x'), text(' '), text('b')])
  })
})

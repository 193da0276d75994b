// What a picture of a report may be: drawings pass, and everything else is refused, whatever it is called in.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkPicture } from '../../../../src-main/engine/experiment/export/svg-tree.ts'

const figure = (name: string) => readFileSync(resolve(name), 'utf8')
const inside = (part: string) => `<svg xmlns="http://www.w3.org/2000/svg">${part}</svg>`

describe('a picture', () => {
  it.each(['docs/reference/figure.svg', 'tests/bench/results/benchmark.svg'])('%s is one', (name) => {
    expect(() => checkPicture(figure(name))).not.toThrow()
  })

  it.each<[what: string, text: string]>([
    ['nothing', ''],
    ['words', 'figure'],
    ['HTML', '<p>no</p>'],
    ['HTML in it', inside('<p>no</p>')],
    ['two of them', inside('') + inside('')],
    ['words before it', `x${inside('')}`],
    ['one that does not end', '<svg><g></svg>'],
    ['one that ends twice', `${inside('')}</svg>`],
    ['a script', inside('<script>1</script>')],
    ['a script in capitals', inside('<SCRIPT>1</SCRIPT>')],
    ['a style', inside('<style>@import "x"</style>')],
    ['HTML by its own door', inside('<foreignObject><body/></foreignObject>')],
    ['a link', inside('<a href="x"><text>x</text></a>')],
    ['a picture from elsewhere', inside('<image href="x"/>')],
    ['a part from elsewhere', inside('<use href="#x"/>')],
    ['an animation', inside('<animate attributeName="href" to="x"/>')],
    ['a value that is set', inside('<set attributeName="href" to="x"/>')],
    ['an element of another namespace', inside('<html:script>1</html:script>')],
    ['an element in a title', inside('<title><g/></title>')],
    ['a handler', inside('<rect onload="x"/>')],
    ['a handler of the whole', '<svg onload="x"></svg>'],
    ['a style of an element', inside('<rect style="x"/>')],
    ['a class', inside('<rect class="x"/>')],
    ['an id', inside('<rect id="x"/>')],
    ['a link of an element', inside('<text href="x">x</text>')],
    ['an attribute of another namespace', inside('<text xlink:href="x">x</text>')],
    ['an attribute without quotes', inside('<rect onload=x />')],
    ['an attribute in single quotes', inside("<rect onload='x'/>")],
    ['an attribute alone', inside('<rect autofocus/>')],
    ['a colour that is fetched', inside('<rect fill="url(https://example.com/x)"/>')],
    ['a colour that refers', inside('<rect fill="url(#x)"/>')],
    ['an address', inside('<rect fill="https://example.com/x"/>')],
    ['hidden signs', inside('<rect fill="&#117;rl(x)"/>')],
    ['an escape of CSS', inside('<rect fill="u\\72l(x)"/>')],
    ['another namespace', '<svg xmlns="http://www.w3.org/1999/xhtml"></svg>'],
    ['an entity', inside('<text>&x;</text>')],
    ['a comment', inside('<!-- <script> -->')],
    ['a part of raw text', inside('<text><![CDATA[<script>]]></text>')],
    ['a declaration', `<!DOCTYPE svg [<!ENTITY x "y">]>${inside('')}`],
    ['an instruction', `<?xml-stylesheet href="x"?>${inside('')}`],
  ])('is not %s', (_, text) => {
    expect(() => checkPicture(text)).toThrow(RangeError)
  })

  it.each(['script', 'style', 'foreignObject', 'a', 'image', 'use', 'animate', 'set', 'iframe', 'body', 'Rect'])(
    'holds no %s, were it empty',
    (name) => {
      expect(() => checkPicture(inside(`<${name}/>`))).toThrow(`“${name}”`)
    },
  )

  it('takes little time for a long text that is none', () => {
    expect(() => checkPicture(`<svg ${'x="1" '.repeat(100_000)}`)).toThrow(RangeError)
    expect(() => checkPicture(`<svg>${'<g>'.repeat(100_000)}`)).toThrow(RangeError)
  })
})

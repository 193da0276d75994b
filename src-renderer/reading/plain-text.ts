// A model's text as plain lines: no marks of Markdown, formulas in readable signs.
// Knows how each block reads without its looks. Does not know where the lines are shown.
import type { Block, Inline } from './parse-text.ts'
import { parseText } from './parse-text.ts'
import { plainMaths } from './plain-maths.ts'

/** Lines, one or more a block. Never empty where the text is not; never throws. */
export function plainText(text: string): string {
  const plain = linesOf(parseText(text)).join('\n').trim()
  return plain === '' ? text : plain
}

/** An answer as it was extracted, which is TeX without marks where it has any. */
export function plainAnswer(answer: string): string {
  return isTex(answer) ? plainMaths(answer) : answer
}

/** Whether an answer reads as a formula and not as words. */
export function isTex(answer: string): boolean {
  return /[\\_^]/.test(answer)
}

function linesOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block): string[] => {
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
        return [lineOf(block.inlines)]
      case 'code':
        return [block.text]
      case 'quote':
        return linesOf(block.blocks)
      case 'rule':
        return ['—']
      case 'table':
        return [block.head, ...block.rows].map((row) => row.map(lineOf).join(' | '))
      case 'list':
        return block.items.map((item, place) => {
          const mark = block.ordered ? `${block.start + place}.` : '•'
          return `${mark} ${linesOf(item).join('\n')}`
        })
    }
  })
}

function lineOf(inlines: readonly Inline[]): string {
  return inlines
    .map((inline): string => {
      switch (inline.kind) {
        case 'text':
        case 'code':
          return inline.text
        case 'maths':
          return inline.maths.display ? ` ${plainMaths(inline.maths.tex)} ` : plainMaths(inline.maths.tex)
        case 'break':
          return '\n'
        case 'link':
        case 'strong':
        case 'emphasis':
        case 'struck':
          return lineOf(inline.inlines)
      }
    })
    .join('')
    .replace(/ {2,}/g, ' ')
    .trim()
}

// A text as a model writes it, as blocks: paragraphs, lists, code, tables, and in them words, emphasis and maths.
// Knows which of Markdown's marks mean something in a step, and that HTML is text. Does not know how blocks are shown.
// The parser is marked's; maths is taken out before it, so that no sign of a formula is a mark of Markdown.
import { lexer } from 'marked'
import type { Token, Tokens } from 'marked'
import { findMaths } from './maths-marks.ts'
import type { Maths, Piece } from './maths-marks.ts'

export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'maths'; maths: Maths }
  | { kind: 'strong' | 'emphasis' | 'struck'; inlines: Inline[] }
  | { kind: 'link'; inlines: Inline[]; address: string }
  | { kind: 'break' }

export type Block =
  | { kind: 'paragraph'; inlines: Inline[] }
  | { kind: 'heading'; inlines: Inline[]; level: number }
  | { kind: 'code'; text: string }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'rule' }

// Signs of Unicode's private use stand for what is taken out: a formula by its number, and signs that mark nothing here.
const OPEN = '\uE000'
const CLOSE = '\uE001'
const STAR = '\uE002'
const TILDE = '\uE003'
const PLUS = '\uE004'
const PRIVATE = /[\uE000-\uE004]/g
const TAKEN_OUT = /\uE000(\d+)\uE001/g
/** Between letters, figures, brackets and formulas a star multiplies: 2*3*4. */
const TIMES = /(?<=[\p{L}\p{N})\]\uE001])\*(?=[\p{L}\p{N}([\uE000])/gu
/** At the beginning of a line it adds. */
const ADDS = /^([ \t]*)\+(?=[ \t])/gm
/** A single one means “about”. */
const ABOUT = /(?<!~)~(?!~)/g

/** Characters; nobody reads a longer step, and a hostile one would take too long. */
const LONGEST = 20_000

/** The blocks of a text in order; one that is too long or cannot be parsed is a paragraph as it was written. Never throws. */
export function parseText(text: string): Block[] {
  const whole: Block[] = [{ kind: 'paragraph', inlines: [{ kind: 'text', text }] }]
  if (text.length > LONGEST) return whole
  const formulas: Maths[] = []
  const covered = (piece: Piece, place: number, all: readonly Piece[]): string => {
    if (piece.kind === 'code') return piece.text
    if (piece.kind === 'maths') return `${OPEN}${formulas.push(piece.maths) - 1}${CLOSE}`
    const before = all[place - 1]?.kind === 'maths' ? CLOSE : ''
    const after = all[place + 1]?.kind === 'maths' ? OPEN : ''
    const within = (before + piece.text + after).replace(TIMES, STAR).replace(ABOUT, TILDE).replace(ADDS, `$1${PLUS}`)
    return within.slice(before.length, within.length - after.length)
  }
  const source = findMaths(text.replace(PRIVATE, '\uFFFD')).map(covered).join('')
  try {
    return blocksOf(lexer(source, { gfm: true, breaks: true }), formulas)
  } catch {
    return whole
  }
}

/** A text in a line, for which Markdown has no marks: formulas, none on a line of its own, and the rest as it was written. */
export function mathsAndWords(text: string): Inline[] {
  const space: Inline = { kind: 'text', text: ' ' }
  return findMaths(text).flatMap((piece): Inline[] => {
    if (piece.kind !== 'maths') return [{ kind: 'text', text: piece.text }]
    const formula: Inline = { kind: 'maths', maths: { ...piece.maths, display: false } }
    return piece.maths.display ? [space, formula, space] : [formula]
  })
}

function blocksOf(tokens: readonly Token[], formulas: readonly Maths[]): Block[] {
  return tokens.flatMap((token): Block[] => {
    const inline = (): Inline[] => inlinesOf('tokens' in token ? (token.tokens ?? []) : [], formulas)
    switch (token.type) {
      case 'space':
        return []
      case 'heading':
        return [{ kind: 'heading', inlines: inline(), level: (token as Tokens.Heading).depth }]
      case 'code':
        return [{ kind: 'code', text: uncovered((token as Tokens.Code).text, formulas) }]
      case 'list': {
        const { ordered, start, items } = token as Tokens.List
        const from = typeof start === 'number' ? start : 1
        return [{ kind: 'list', ordered, start: from, items: items.map((item) => blocksOf(item.tokens, formulas)) }]
      }
      case 'blockquote':
        return [{ kind: 'quote', blocks: blocksOf((token as Tokens.Blockquote).tokens, formulas) }]
      case 'table': {
        const { header, rows } = token as Tokens.Table
        const cells = (row: readonly Tokens.TableCell[]) => row.map((cell) => inlinesOf(cell.tokens, formulas))
        return [{ kind: 'table', head: cells(header), rows: rows.map(cells) }]
      }
      case 'hr':
        return [{ kind: 'rule' }]
      case 'paragraph':
      case 'text':
        if ('tokens' in token) return [{ kind: 'paragraph', inlines: inline() }]
    }
    // HTML, definitions of links, and what a later parser may add: as it was written.
    return [{ kind: 'paragraph', inlines: words(token.raw.trimEnd(), formulas) }]
  })
}

function inlinesOf(tokens: readonly Token[], formulas: readonly Maths[]): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    const inside = (): Inline[] => inlinesOf('tokens' in token ? (token.tokens ?? []) : [], formulas)
    switch (token.type) {
      case 'strong':
        return [{ kind: 'strong', inlines: inside() }]
      case 'em':
        return [{ kind: 'emphasis', inlines: inside() }]
      case 'del':
        return [{ kind: 'struck', inlines: inside() }]
      case 'codespan':
        return [{ kind: 'code', text: uncovered((token as Tokens.Codespan).text, formulas) }]
      case 'br':
        return [{ kind: 'break' }]
      case 'link':
        return [{ kind: 'link', inlines: inside(), address: uncovered((token as Tokens.Link).href, formulas) }]
      case 'escape':
        return words((token as Tokens.Escape).text, formulas)
      case 'text':
        if ('tokens' in token) return inside()
        return words((token as Tokens.Text).text, formulas)
    }
    return words(token.raw, formulas)
  })
}

/** Text with its formulas put back in their places. */
function words(text: string, formulas: readonly Maths[]): Inline[] {
  const out: Inline[] = []
  let from = 0
  const plain = (end: number): void => {
    if (end > from) out.push({ kind: 'text', text: signs(text.slice(from, end)) })
  }
  for (const found of text.matchAll(TAKEN_OUT)) {
    plain(found.index)
    from = found.index + found[0].length
    const maths = formulas[Number(found[1])]
    if (maths) out.push({ kind: 'maths', maths })
  }
  plain(text.length)
  return out
}

/** Text that shows formulas as they were written. */
function uncovered(text: string, formulas: readonly Maths[]): string {
  return signs(text.replace(TAKEN_OUT, (_, place: string) => formulas[Number(place)]?.source ?? ''))
}

function signs(text: string): string {
  return text.replaceAll(STAR, '*').replaceAll(TILDE, '~').replaceAll(PLUS, '+')
}

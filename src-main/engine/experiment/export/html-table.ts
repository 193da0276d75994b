// Tables and text of an HTML report.
// Knows escaping. Does not know what is told.

/** A piece of HTML; only this file and the report's frame make one, so that no other text gets in unescaped. */
export interface Html {
  html: string
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as HTML, in elements and in quoted attributes alike. */
export function htmlEscape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!)
}

export type Cell = string | number | { header: string }

/**
 * A table with a caption, which `quiet` shows to screen readers only, for one that repeats the heading above it. Columns of
 * figures stand right; a cell that is a header heads its row.
 */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  { quiet = false }: { quiet?: boolean } = {},
): Html {
  const right = heads.map((_, column) => rows.length > 0 && rows.every((cells) => isFigure(cells[column]!)))
  const classOf = (column: number) => (right[column] ? ' class="number"' : '')
  const head = heads.map((text, column) => `<th scope="col"${classOf(column)}>${htmlEscape(text)}</th>`).join('')
  const body = rows
    .map((cells) => `<tr>${cells.map((cell, column) => cellOf(cell, classOf(column))).join('')}</tr>`)
    .join('\n')
  const title = `<caption${quiet ? ' class="quiet"' : ''}>${htmlEscape(caption)}</caption>`
  return {
    html:
      `<div class="wide" role="region" aria-label="${htmlEscape(caption)}" tabindex="0">` +
      `<table>${title}<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody></table></div>`,
  }
}

/** Items that each begin with a word in bold; what is told of one stands below it. */
export function list(items: readonly { lead: string; text: string; details: readonly string[] }[]): Html {
  const rows = items.map(({ lead, text, details }) => {
    const below = details.map((detail) => `<br><small>${htmlEscape(detail)}</small>`).join('')
    return `<li><strong>${htmlEscape(lead)}.</strong> ${htmlEscape(text)}${below}</li>`
  })
  return { html: `<ul>\n${rows.join('\n')}\n</ul>` }
}

/** A heading below that of a section. */
export function subheading(text: string): Html {
  return { html: `<h3>${htmlEscape(text)}</h3>` }
}

/** A section with a heading, a note and what follows. */
export function section(heading: string, note: string | null, ...parts: readonly Html[]): Html {
  const text = note === null ? '' : `<p>${htmlEscape(note)}</p>\n`
  return {
    html: `<section>\n<h2>${htmlEscape(heading)}</h2>\n${text}${parts.map(({ html }) => html).join('\n')}\n</section>`,
  }
}

/** Something long that a reader opens when he wants it. */
export function folded(title: string, part: Html): Html {
  return { html: `<details><summary>${htmlEscape(title)}</summary>\n${part.html}\n</details>` }
}

/** Numbers, intervals, and the dash of a missing one. */
function isFigure(cell: Cell): boolean {
  return typeof cell === 'number' || (typeof cell === 'string' && /^(?:[-–\d.,e()\s]|to)+$/.test(cell))
}

function cellOf(cell: Cell, classText: string): string {
  if (typeof cell === 'object') return `<th scope="row">${htmlEscape(cell.header)}</th>`
  return `<td${classText}>${htmlEscape(String(cell))}</td>`
}

// THIRD-PARTY-NOTICES.txt: the packages that ship, each with its licence and that licence's text.
// Knows how the file is written and read. Does not know which packages ship (build/notices), or who shows them.

export interface Notice {
  name: string
  version: string
  /** As SPDX names it. */
  licence: string
  text: string
}

/** Name of the file at the top of the checkout. */
export const NOTICES = 'THIRD-PARTY-NOTICES.txt'

const BETWEEN = '='.repeat(100)
const HEAD =
  'Espalier is made with the work of others. Each part stands under its own licence: its name, version and licence, then\n' +
  'that licence’s text. Electron, which the packages of the program hold besides, has its own files beside the program:\n' +
  'LICENSE.electron.txt and LICENSES.chromium.html.\n'

export function writeNotices(notices: readonly Notice[]): string {
  const parts = notices.map(({ name, version, licence, text }) => `${name} ${version}\n${licence}\n\n${text.trim()}\n`)
  return [HEAD, ...parts].join(`\n${BETWEEN}\n`)
}

export function readNotices(file: string): Notice[] {
  const [, ...parts] = file.replaceAll('\r\n', '\n').split(`\n${BETWEEN}\n`)
  return parts.map((part) => {
    const [first = '', licence = '', , ...text] = part.split('\n')
    const [name = '', version = ''] = first.split(' ')
    return { name, version, licence, text: text.join('\n').trim() }
  })
}

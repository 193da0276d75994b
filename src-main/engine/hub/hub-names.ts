// Names of repositories, revisions and files, as far as they may become addresses and paths.
// Knows what is refused: whatever leads out of a folder, or means something else on one of the three systems. Does not know what
// the names stand for.
import { createHash } from 'node:crypto'
import { EspalierError } from '../../contract/errors.ts'

/** Names that Windows gives to devices, whatever their ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i
/** Control characters, halves of characters, marks that cannot be seen, and what Windows keeps for itself. */
const NEVER = /[\p{Cc}\p{Cf}\p{Cs}<>:"|?*\\]/u
const LONGEST = 200
/** Characters of a folder's name that are kept of a longer one. */
const KEPT = 120

/** Whether a hub's path may be written below a folder as it is. */
export function isSafePath(path: string): boolean {
  return path.length <= LONGEST && !NEVER.test(path) && path.split('/').every(isSafeName)
}

function isSafeName(name: string): boolean {
  return name !== '' && !/^\.\.?$/.test(name) && !/[. ]$/.test(name) && !DEVICE.test(name)
}

/** Throws `bad-input` where this is no repository and revision that a hub can have. */
export function checkNames({ repository, revision }: { repository: string; revision: string }): void {
  const parts = repository.split('/')
  // Two dashes are what stands for the slash in the name of a download.
  const isRepository =
    parts.length === 2 && parts.every((part) => /^\w([\w.-]*\w)?$/.test(part) && !/--|\.\./.test(part))
  if (!isRepository) throw badName(`“${repository}” is not the name of a repository.`, 'Give it as OWNER/NAME.')
  const isRevision = /^\w[\w./-]*$/.test(revision) && isSafePath(revision)
  if (!isRevision) throw badName(`“${revision}” is not the name of a revision.`, 'Give a branch, a tag or a commit.')
}

/** The name of a download: of a repository, or of one file in it. It is the name of its folder, too. */
export function downloadId(repository: string, file: string | null): string {
  const parts = [...repository.split('/'), ...(file === null ? [] : file.split('/'))]
  const name = parts.join('--').replace(/\.gguf$/i, '')
  if (name.length <= KEPT) return name
  return `${name.slice(0, KEPT)}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`
}

/** An address in the hub; each part is escaped. */
export function addressIn(hub: string, ...parts: string[]): string {
  return [hub, ...parts.map((part) => part.split('/').map(encodeURIComponent).join('/'))].join('/')
}

function badName(message: string, advice: string): EspalierError {
  return new EspalierError({ code: 'bad-input', message, advice })
}

// Which files of a repository a model needs.
// Knows their names: settings, tokenizer, template, licence, and weights in safetensors or GGUF. Does not know what is in them.
// Pickled weights (.bin, .pt) can run code and are never taken; other programs' copies of the weights are left where they are.
import { EspalierError } from '../../contract/errors.ts'
import type { HubFile } from './hub-api.ts'
import { isSafePath } from './hub-names.ts'

/** Small files of a model's folder. README.md holds the licence of most repositories. */
const SETTINGS =
  /^(config\.json|generation_config\.json|tokenizer[\w.-]*\.(json|model|jinja)|special_tokens_map\.json|added_tokens\.json|vocab\.(json|txt)|merges\.txt|chat_template[\w.-]*\.(json|jinja)|readme\.md|(licen[cs]e|notice)[\w.-]*)$/i
const WEIGHTS = /^[\w.-]+\.safetensors$/
/** A part of weights in several files. */
const PART = /-\d{5}-of-(\d{5})\.(safetensors|gguf)$/
const MOST_NAMED = 8

/** The files to fetch: of the model's folder, or of the GGUF file that is named. Throws `bad-input`, `not-found` or `server-failed`. */
export function modelFiles(repository: string, files: readonly HubFile[], named: string | null): HubFile[] {
  const chosen = named === null ? folderFiles(repository, files) : ggufFiles(repository, files, named)
  const unsafe = chosen.find(({ path }) => !isSafePath(path))
  const paths = new Set(chosen.map(({ path }) => path.toLowerCase()))
  if (!unsafe && paths.size === chosen.length) return chosen
  throw new EspalierError({
    code: 'server-failed',
    message: `${repository} has files whose names cannot be kept on every system.`,
    advice: 'Choose another repository.',
    details: JSON.stringify(unsafe?.path ?? [...paths]),
  })
}

function folderFiles(repository: string, files: readonly HubFile[]): HubFile[] {
  const weights = weightFiles(files.filter(({ path }) => WEIGHTS.test(path)))
  const hasConfig = files.some(({ path }) => path === 'config.json')
  if (!hasConfig || weights.length === 0) throw noFolder(repository, files, hasConfig)
  const isParted = weights.some(({ path }) => PART.test(path))
  const index = files.filter(({ path }) => isParted && path === 'model.safetensors.index.json')
  return [...files.filter(({ path }) => SETTINGS.test(path)), ...index, ...weights]
}

/** One file goes before parts, and both before other programs' copies beside them. */
function weightFiles(weights: readonly HubFile[]): HubFile[] {
  const whole = weights.filter(({ path }) => path === 'model.safetensors')
  const parts = weights.filter(({ path }) => path.startsWith('model-') && PART.test(path))
  return whole.length > 0 ? whole : parts.length > 0 ? parts : [...weights]
}

function ggufFiles(repository: string, files: readonly HubFile[], named: string): HubFile[] {
  if (!/\.gguf$/i.test(named)) {
    throw new EspalierError({
      code: 'bad-input',
      message: `“${named}” is not a GGUF file.`,
      advice: 'Name a file that ends in .gguf, or none for the whole model folder.',
    })
  }
  // Of a file in parts all parts belong together, whichever of them is named.
  const found = files.filter(({ path }) => withoutPart(path) === withoutPart(named))
  if (found.some(({ path }) => path === named)) return found
  throw new EspalierError({
    code: 'not-found',
    message: `${repository} has no file “${named}”.`,
    advice: ggufNames(files) ?? 'It has no GGUF files.',
  })
}

function withoutPart(path: string): string {
  return path.replace(PART, '-of-$1.$2')
}

function noFolder(repository: string, files: readonly HubFile[], hasConfig: boolean): EspalierError {
  const gguf = ggufNames(files)
  const isPickled = files.some(({ path }) => /\.(bin|pt|pth)$/.test(path))
  return new EspalierError({
    code: 'bad-input',
    message: `${repository} has no ${hasConfig ? 'weights in safetensors' : 'config.json'}, so it is not a model folder.`,
    advice:
      gguf ??
      (isPickled
        ? 'Its weights are files that can run code when they are read, which Espalier never does; look for a copy in safetensors.'
        : 'Choose another repository.'),
  })
}

function ggufNames(files: readonly HubFile[]): string | null {
  const names = files.flatMap(({ path }) => (/\.gguf$/i.test(path) && isSafePath(path) ? [path] : []))
  if (names.length === 0) return null
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  return `Name one of its GGUF files: ${names.slice(0, MOST_NAMED).join(', ')}${more}.`
}

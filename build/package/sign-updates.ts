// `node build/run.mjs build/package/sign-updates.ts FOLDER`: signs the lists of versions in a folder with the private key in
// ESPALIER_UPDATE_SIGNING_KEY; `--new-key FILE` makes one, in a file, and says what ESPALIER_UPDATE_KEY is then.
// Knows files and keys. Does not know what the lists say.
import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { publicHalf, publicText, signatureOf } from './update-keys.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'new-key': { type: 'string' } } })
const say = (line: string) => process.stdout.write(`${line}\n`)

if (values['new-key'] !== undefined) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(values['new-key'], privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' })
  say(publicText(publicKey))
} else {
  const [folder = 'dist'] = positionals
  const { ESPALIER_UPDATE_SIGNING_KEY: pem, ESPALIER_UPDATE_KEY: known } = process.env
  if (!pem) throw new Error('ESPALIER_UPDATE_SIGNING_KEY has no private key to sign with.')
  // What packages do not believe must not be published.
  if (known && publicHalf(pem) !== known)
    throw new Error('The key that signs is not the other half of ESPALIER_UPDATE_KEY.')
  const lists = readdirSync(folder).filter((name) => /^latest.*\.yml$/.test(name))
  if (lists.length === 0) throw new Error(`${folder} has no list of versions.`)
  for (const name of lists) {
    writeFileSync(join(folder, `${name}.sig`), signatureOf(readFileSync(join(folder, name), 'utf8'), pem))
    say(`${name}.sig`)
  }
}

// The certificate of a door that speaks TLS: files of the user's, or one that Espalier makes and keeps in the data folder.
// Knows when a kept one still serves. Does not know what a certificate is made of (self-signed.ts), or servers.
import { X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { isIP } from 'node:net'
import { EspalierError } from '../../contract/errors.ts'
import { isEverywhere, outerAddresses } from './reach.ts'
import { makeSelfSigned } from './self-signed.ts'

/** What browsers take of a certificate that they are to trust, and how long before its end a new one is made. */
const DAYS = 397
const DAYS_BEFORE = 14

export interface DoorCertificate {
  /** PEM. */
  certificate: string
  key: string
  /** The first of the file. */
  x509: X509Certificate
  /** Whether Espalier made it, and when. */
  made: 'now' | 'before' | null
}

/** Reads a certificate, with those that lead to a known one, and its key (PEM). Throws `not-found` or `bad-input`. */
export async function readCertificate(files: { certificate: string; key: string }): Promise<DoorCertificate> {
  const [certificate, key] = await Promise.all([readText(files.certificate), readText(files.key)])
  try {
    createSecureContext({ cert: certificate, key })
    return { certificate, key, x509: new X509Certificate(certificate), made: null }
  } catch (error) {
    throw new EspalierError(
      {
        code: 'bad-input',
        message: 'These files are no certificate with its key.',
        advice: 'Both must be PEM, the key without a password and of this certificate.',
        details: `${files.certificate}\n${files.key}\n${error instanceof Error ? error.message : String(error)}`,
      },
      { cause: error },
    )
  }
}

/** The certificate that vouches for itself: the one in the data folder, or a new one. Throws `store-failed` where none can be kept. */
export function keptCertificate(dataFolder: string, bind: string, now = new Date()): DoorCertificate {
  const folder = join(dataFolder, 'certificate')
  const files = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') }
  try {
    const certificate = readFileSync(files.certificate, 'utf8')
    const key = readFileSync(files.key, 'utf8')
    const x509 = new X509Certificate(certificate)
    createSecureContext({ cert: certificate, key })
    if (serves(x509, bind, now)) return { certificate, key, x509, made: 'before' }
  } catch {
    // None yet, or a damaged one.
  }
  const own = isEverywhere(bind) ? outerAddresses() : [bind]
  const names = [...new Set([hostname(), 'localhost', ...own, '127.0.0.1', '::1'])]
  const made = makeSelfSigned({ names, from: new Date(now.getTime() - 60_000), days: DAYS })
  try {
    mkdirSync(folder, { recursive: true })
    // A new file, because an old one keeps its rights.
    rmSync(files.key, { force: true })
    writeFileSync(files.key, made.key, { mode: 0o600, flag: 'wx' })
    writeFileSync(files.certificate, made.certificate)
  } catch (error) {
    throw new EspalierError(
      {
        code: 'store-failed',
        message: 'The certificate could not be kept in the data folder.',
        advice:
          'Make room there or choose another folder with ESPALIER_DATA, or name files with --certificate and --key.',
        details: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    )
  }
  return { ...made, x509: new X509Certificate(made.certificate), made: 'now' }
}

/** Whether a kept certificate is good for a while, and for this address. */
function serves(x509: X509Certificate, bind: string, now: Date): boolean {
  const left = x509.validToDate.getTime() - now.getTime()
  if (left < DAYS_BEFORE * 86_400_000 || x509.validFromDate > now) return false
  if (isEverywhere(bind)) return true
  return (isIP(bind) === 0 ? x509.checkHost(bind) : x509.checkIP(bind)) !== undefined
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new EspalierError(
      {
        code: 'not-found',
        message: 'A file of the certificate cannot be read.',
        advice: 'Check the paths after --certificate and --key.',
        details: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    )
  }
}

// The certificate of a door that speaks TLS, as Node and openssl read it: made, kept, made anew, or the user's own.
import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keptCertificate, readCertificate } from '../../src-main/hosts/web/certificate.ts'
import { addressBytes } from '../../src-main/hosts/web/reach.ts'
import { makeSelfSigned } from '../../src-main/hosts/web/self-signed.ts'

/** Of the system, where it has one. */
const OPENSSL = 'openssl'
const noOpenssl = spawnSync(OPENSSL, ['version']).error !== undefined
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-certificate-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('one that vouches for itself', () => {
  const from = new Date('2026-05-01T10:20:30Z')
  const names = ['box.example', 'localhost', '192.0.2.7', '::1', '2001:db8::5:6']
  const { certificate, key } = makeSelfSigned({ names, from, days: 397 })
  const x509 = new X509Certificate(certificate)

  test('stands for its names and no other, for its time, with its own key', () => {
    expect(names.map((name) => x509.checkHost(name) ?? x509.checkIP(name))).toEqual(names)
    expect([x509.checkHost('evil.example'), x509.checkIP('192.0.2.8')]).toEqual([undefined, undefined])
    expect([x509.validFromDate, x509.validToDate]).toEqual([from, new Date('2027-06-02T10:20:30Z')])
    expect(x509.checkPrivateKey(createPrivateKey(key))).toBe(true)
    expect(x509.verify(x509.publicKey)).toBe(true)
    expect(x509.ca).toBe(false)
  })

  test('is not another one’s', () => {
    const other = makeSelfSigned({ names, from, days: 397 })
    expect(x509.verify(new X509Certificate(other.certificate).publicKey)).toBe(false)
    expect(new X509Certificate(other.certificate).serialNumber).not.toBe(x509.serialNumber)
  })

  test.skipIf(noOpenssl)('openssl reads it and finds nothing wrong', async () => {
    const file = join(folder, 'c.pem')
    const now = makeSelfSigned({ names, from: new Date(), days: 2 })
    await writeFile(file, now.certificate)
    const verdict = execFileSync(OPENSSL, ['verify', '-x509_strict', '-CAfile', file, file]).toString()
    expect(verdict).toContain('OK')
    const words = execFileSync(OPENSSL, ['x509', '-in', file, '-noout', '-text']).toString()
    expect(words).toMatch(/CA:FALSE[^]*Digital Signature[^]*TLS Web Server Authentication[^]*DNS:box\.example/)
  })

  test('after 2049 its time has four digits of the year', () => {
    const late = makeSelfSigned({ names, from: new Date('2049-12-31T00:00:00Z'), days: 5 })
    expect(new X509Certificate(late.certificate).validToDate).toEqual(new Date('2050-01-05T00:00:00Z'))
  })
})

test.each([
  ['192.0.2.7', 'c0000207'],
  ['::', '0'.repeat(32)],
  ['::1', `${'0'.repeat(31)}1`],
  ['1::', `0001${'0'.repeat(28)}`],
  ['2001:db8::5:6', '20010db8000000000000000000050006'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['::ffff:10.0.0.1', '00000000000000000000ffff0a000001'],
])('%s has the bytes %s', (address, hex) => {
  expect(addressBytes(address).toString('hex')).toBe(hex)
})

describe('the kept one', () => {
  test('is made once, its key for its owner alone, and used again', async () => {
    const first = keptCertificate(folder, '0.0.0.0')
    const second = keptCertificate(folder, '0.0.0.0')
    expect([first.made, second.made]).toEqual(['now', 'before'])
    expect(second.x509.fingerprint256).toBe(first.x509.fingerprint256)
    if (process.platform !== 'win32') {
      expect((await stat(join(folder, 'certificate', 'key.pem'))).mode & 0o777).toBe(0o600)
    }
  })

  test('is made anew before it ends, for an address that it lacks, and where it is damaged', async () => {
    const made = () => keptCertificate(folder, '0.0.0.0').made
    made()
    const day = 86_400_000
    expect(keptCertificate(folder, '0.0.0.0', new Date(Date.now() + 380 * day)).made).toBe('before')
    expect(keptCertificate(folder, '192.0.2.99').made).toBe('now')
    expect(keptCertificate(folder, '192.0.2.99').made).toBe('before')
    const later = new Date(Date.now() + 390 * day)
    expect(keptCertificate(folder, '192.0.2.99', later).made).toBe('now')
    expect(made(), 'a machine whose clock was turned back').toBe('now')
    await writeFile(join(folder, 'certificate', 'certificate.pem'), 'half a fi')
    expect([made(), made()]).toEqual(['now', 'before'])
    const other = makeSelfSigned({ names: ['x'], from: new Date(), days: 90 })
    await writeFile(join(folder, 'certificate', 'key.pem'), other.key)
    expect([made(), made()]).toEqual(['now', 'before'])
  })

  test('where nothing can be kept, it is said', async () => {
    await writeFile(join(folder, 'file'), '')
    expect(() => keptCertificate(join(folder, 'file'), '0.0.0.0')).toThrow(
      expect.objectContaining({ report: expect.objectContaining({ code: 'store-failed' }) as unknown }) as Error,
    )
  })
})

describe('the user’s own', () => {
  const write = async (name: string, text: string) => {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }

  test('is read with its key', async () => {
    const made = makeSelfSigned({ names: ['box.example'], from: new Date(), days: 3 })
    const files = { certificate: await write('c.pem', made.certificate), key: await write('k.pem', made.key) }
    const read = await readCertificate(files)
    expect(read).toMatchObject({ ...made, made: null })
    expect(read.certificate).toBe(await readFile(files.certificate, 'utf8'))
  })

  test('of another key, or that is none, is refused', async () => {
    const [one, two] = [1, 2].map(() => makeSelfSigned({ names: ['x'], from: new Date(), days: 3 }))
    const certificate = await write('c.pem', one!.certificate)
    const key = await write('k.pem', two!.key)
    await expect(readCertificate({ certificate, key })).rejects.toMatchObject({ report: { code: 'bad-input' } })
    await expect(readCertificate({ certificate: key, key })).rejects.toMatchObject({ report: { code: 'bad-input' } })
    const missing = join(folder, 'missing.pem')
    await expect(readCertificate({ certificate, key: missing })).rejects.toMatchObject({
      report: { code: 'not-found' },
    })
  })
})

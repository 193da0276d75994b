// A certificate that vouches for itself (X.509 version 3, RFC 5280), for one key of the curve P-256.
// Knows the few pieces of DER (X.690) that such a certificate has. Does not know files or servers. It is written here, because the libraries
// that make certificates bring a dozen packages; Node reads what was made, and openssl in the tests.
import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { addressBytes } from './reach.ts'

export interface SelfSigned {
  /** PEM. */
  certificate: string
  /** PEM, PKCS 8. */
  key: string
}

/** Makes a key and its certificate. `names`: host names and addresses that it stands for; the first one is its subject. */
export function makeSelfSigned(options: { names: readonly string[]; from: Date; days: number }): SelfSigned {
  const { names, from, days } = options
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const until = new Date(from.getTime() + days * 86_400_000)
  const name = sequence(set(sequence(oid(OID.commonName), text(names[0]!.slice(0, 64)))))
  const body = sequence(
    tagged(0, integer(Buffer.of(2))),
    // Positive, and of 127 random bits.
    integer(Buffer.concat([Buffer.of(0x40 | (randomBytes(1)[0]! & 0x3f)), randomBytes(15)])),
    sequence(oid(OID.ecdsaWithSha256)),
    name,
    sequence(time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(
        extension(OID.basicConstraints, sequence(), true),
        // Bit 0: signatures.
        extension(OID.keyUsage, element(0x03, Buffer.of(7, 0x80)), true),
        extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuthentication))),
        extension(OID.subjectAlternativeName, sequence(...names.map(alternativeName))),
      ),
    ),
  )
  const signature = createSign('sha256').update(body).sign(privateKey)
  const certificate = sequence(
    body,
    sequence(oid(OID.ecdsaWithSha256)),
    element(0x03, Buffer.concat([Buffer.of(0), signature])),
  )
  const lines = certificate
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const OID = {
  commonName: '2.5.4.3',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const

/** Tag, length, content. */
function element(tag: number, content: Buffer): Buffer {
  const size = content.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.of(tag, ...length), content])
}

const sequence = (...parts: Buffer[]) => element(0x30, Buffer.concat(parts))
const set = (...parts: Buffer[]) => element(0x31, Buffer.concat(parts))
const integer = (bytes: Buffer) => element(0x02, bytes)
const text = (value: string) => element(0x0c, Buffer.from(value))
const tagged = (number: number, content: Buffer) => element(0xa0 | number, content)

/** In seconds: UTCTime with two digits of the year before 2050, then GeneralizedTime. */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replace(/\D/g, '')}Z`
  return date.getUTCFullYear() < 2050 ? element(0x17, Buffer.from(digits.slice(2))) : element(0x18, Buffer.from(digits))
}

function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number)
  const digits = (value: number): number[] =>
    value < 0x80 ? [value] : [...digits(value >> 7).map((digit) => digit | 0x80), value & 0x7f]
  return element(0x06, Buffer.from([first! * 40 + second!, ...rest.flatMap(digits)]))
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [element(0x01, Buffer.of(0xff))] : []), element(0x04, value))
}

/** A DNS name, or an address by its 4 or 16 bytes. */
function alternativeName(name: string): Buffer {
  return isIP(name) === 0 ? element(0x82, Buffer.from(name)) : element(0x87, addressBytes(name))
}

// For which system and processor a file of machine code is, by its first bytes: ELF, PE and Mach-O.
// Knows the three headers. Does not know which files should be where.
import { openSync, closeSync, readSync } from 'node:fs'
import type { Platform } from './targets.ts'

export interface MachineCode {
  platform: Platform
  /** As Node names it, or the header's number. */
  arch: string
}

/** Bytes that are read of a file; PE's second header stands within them. */
const HEAD = 1024

const ELF_MACHINES: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' }
const PE_MACHINES: Readonly<Record<number, string>> = { 0x8664: 'x64', 0xaa64: 'arm64' }
const MACH_PROCESSORS: Readonly<Record<number, string>> = { 0x01000007: 'x64', 0x0100000c: 'arm64' }

/** Null for a file that is no machine code. */
export function machineCodeIn(file: string): MachineCode | null {
  const head = Buffer.alloc(HEAD)
  const handle = openSync(file, 'r')
  try {
    return machineCodeOfHead(head.subarray(0, readSync(handle, head, 0, HEAD, 0)))
  } finally {
    closeSync(handle)
  }
}

/** The same, of a file's first bytes. */
export function machineCodeOfHead(head: Buffer): MachineCode | null {
  if (head.length >= 20 && head.readUInt32BE(0) === 0x7f454c46) {
    return { platform: 'linux', arch: named(ELF_MACHINES, head.readUInt16LE(18)) }
  }
  if (head.length >= 8 && head.readUInt32LE(0) === 0xfeedfacf) {
    return { platform: 'darwin', arch: named(MACH_PROCESSORS, head.readUInt32LE(4)) }
  }
  if (head.length >= 64 && head.toString('latin1', 0, 2) === 'MZ') {
    const second = head.readUInt32LE(60)
    if (second + 6 <= head.length && head.toString('latin1', second, second + 4) === 'PE\0\0') {
      return { platform: 'win32', arch: named(PE_MACHINES, head.readUInt16LE(second + 4)) }
    }
  }
  return null
}

function named(names: Readonly<Record<number, string>>, number: number): string {
  return names[number] ?? `0x${number.toString(16)}`
}

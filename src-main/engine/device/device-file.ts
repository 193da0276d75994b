// What is remembered of devices: the user's choice and the outcomes of tests, in `devices.json` of the data folder.
// Knows the file. A file that cannot be read counts as empty, one that cannot be written is only not remembered.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { Device, DeviceChoice, DeviceTest } from '../../contract/device.ts'
import { ownFolder } from '../own-folder.ts'

/** Tests kept; the oldest are forgotten first. */
const KEPT = 400

/** A test with everything that it holds for: the graph, the device, ONNX Runtime and the machine's drivers. */
const KnownTest = DeviceTest.omit({ model: true }).extend({
  /** SHA-256 of the graph, hexadecimal. */
  sha256: z.string(),
  device: Device,
  runtime: z.string(),
  machine: z.string(),
})
export type KnownTest = z.infer<typeof KnownTest>

const Content = z.object({
  schema: z.literal('espalier-devices').default('espalier-devices'),
  version: z.literal(1).default(1),
  choice: DeviceChoice.default('auto'),
  tests: z.array(KnownTest).default([]),
})
type Content = z.infer<typeof Content>

export interface DeviceFile {
  /** Reads it anew, because a neighbour may have written. */
  read(): Pick<Content, 'choice' | 'tests'>
  choose(choice: DeviceChoice): void
  /** Keeps a test in the place of an earlier one of the same key. */
  keep(test: KnownTest): void
}

/** The file in this folder; null keeps everything in memory. */
export function openDeviceFile(folder: string | null): DeviceFile {
  const path = folder === null ? null : join(folder, 'devices.json')
  const place = path === null ? null : ownFolder(dirname(path))
  let memory = Content.parse({})

  const read = (): Content => {
    if (path === null) return memory
    try {
      memory = Content.parse(JSON.parse(readFileSync(path, 'utf8')))
    } catch {
      // Absent, broken or of a later version: what this process knows itself is left.
    }
    return memory
  }
  const write = (content: Content) => {
    memory = content
    if (path === null || place === null) return
    try {
      place.use()
      // Whole or not at all, also when the process dies in between.
      writeFileSync(`${path}.${process.pid}`, `${JSON.stringify(content, null, 1)}\n`)
      renameSync(`${path}.${process.pid}`, path)
    } catch {
      // A full disk or a folder without rights: the history says so already.
    }
  }
  return {
    read,
    choose: (choice) => write({ ...read(), choice }),
    keep(test) {
      const content = read()
      const others = content.tests.filter((known) => keyOf(known) !== keyOf(test))
      write({ ...content, tests: [...others, test].slice(-KEPT) })
    },
  }
}

function keyOf({ sha256, device, runtime, machine }: KnownTest): string {
  return [sha256, device, runtime, machine].join('/')
}

// The graph that the program writes says what transformers says, for every architecture, head, rotary scaling and type of weights.
import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWrittenGraph } from '../../../src-main/inference/graph/written-graph.ts'
import { CHECKPOINTS, openInPlace, openWritten, readCase } from '../written-model.ts'
import type { WrittenCase, WrittenModel } from '../written-model.ts'
import { feedRows } from '../written-rows.ts'

/** Largest difference of a logit, and of two logits that count as equally good. */
const NEAR = 1e-3
/** Tokens at the end of a row whose logits the reference has. */
const KEPT = 8
const ROOM = 96
const CASES = readdirSync(CHECKPOINTS).sort()

let before: Record<string, string>
beforeAll(() => {
  before = filesOf()
})

/** Names, sizes and checksums of everything. */
function filesOf(): Record<string, string> {
  const names = readdirSync(CHECKPOINTS, { recursive: true }).map(String).sort()
  return Object.fromEntries(
    names.map((name) => {
      const path = join(CHECKPOINTS, name)
      const { size, mtimeMs } = statSync(path)
      if (statSync(path).isDirectory()) return [name, `folder ${mtimeMs}`]
      return [name, `${size} ${mtimeMs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`]
    }),
  )
}

/** How far the last logits of each row lie from the reference's at most. */
function distance({ rows, classes, logits }: WrittenCase, given: readonly Float32Array[]): number {
  let [at, most] = [0, 0]
  rows.forEach((row, index) => {
    const last = given[index]!.subarray(-Math.min(KEPT, row.length) * classes)
    for (const number of last) most = Math.max(most, Math.abs(number - logits[at++]!))
  })
  expect(at).toBe(logits.length)
  return most
}

function joined(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]))
}

/** A reward model's steps go through in chunks side by side, which the other kind cannot. */
const KINDS = [
  ['the delta graph', openWritten],
  ['the graph in place', openInPlace],
] as const

describe.each(CASES.flatMap((name) => KINDS.map(([kind, open]) => [name, kind, open] as const)))(
  '%s, %s',
  (name, _, open) => {
    let which: WrittenCase
    let model: WrittenModel
    beforeAll(async () => {
      which = readCase(name)
      model = await open(which)
    })
    afterAll(() => model.release())

    it('gives the logits of rows of unequal length at once', async () => {
      const given = await feedRows(model, which.rows.length, ROOM).feed(which.rows)
      expect(distance(which, given)).toBeLessThan(NEAR)
    })

    it('gives them in chunks over the cache, and token by token', async () => {
      const { rows } = which
      const fed = feedRows(model, rows.length, ROOM)
      const parts = rows.map(() => [] as Float32Array[])
      // Ragged on purpose: behind the chunks, rows have come to different places, and shorter ones are fed what nobody asks for.
      const cuts = rows.map((row) => [Math.ceil(row.length / 3), Math.ceil(row.length / 2)] as const)
      const feed = async (tokens: readonly (readonly number[])[]) => {
        for (const [row, logits] of (await fed.feed(tokens)).entries()) parts[row]!.push(logits)
      }
      await feed(rows.map((row, index) => row.slice(0, cuts[index]![0])))
      await feed(rows.map((row, index) => row.slice(cuts[index]![0], cuts[index]![1])))
      const longest = Math.max(...rows.map((row, index) => row.length - cuts[index]![1]))
      for (let step = 0; step < longest; step++) {
        await feed(rows.map((row, index) => [row[cuts[index]![1] + step] ?? 0]))
      }
      const given = parts.map((part, row) => joined(part).subarray(0, rows[row]!.length * which.classes))
      expect(distance(which, given)).toBeLessThan(NEAR)
    })

    it('goes on greedily with the same tokens', async () => {
      const { rows, greedy, margins, classes } = which
      const fed = feedRows(model, 1, ROOM)
      let logits = (await fed.feed([rows[1]!]))[0]!
      for (const [step, expected] of greedy.entries()) {
        const last = logits.subarray(-classes)
        const token = last.indexOf(Math.max(...last))
        // Behind a tie the texts may be different ones.
        if (token !== expected && margins[step]! < NEAR) return
        expect(token, `token ${step} after the prompt`).toBe(expected)
        logits = (await fed.feed([[token]]))[0]!
      }
    })

    it('has a graph of some kilobytes', () => {
      expect(model.bytes).toBeLessThan(100_000)
    })
  },
)

it('leaves the folders as they were', () => {
  expect(filesOf()).toEqual(before)
})

it('says the same whether the device lays matrices out anew or not', async () => {
  const which = readCase('llama-tied')
  const [packing, plain] = await Promise.all([true, false].map((packing) => openWritten(which, { packing })))
  const logitsOf = async (model: WrittenModel) =>
    joined(await feedRows(model, which.rows.length, ROOM).feed(which.rows))
  expect(await logitsOf(packing!)).toEqual(await logitsOf(plain!))
  await Promise.all([packing!.release(), plain!.release()])
})

it('writes operators with the largest matrices first, however they depend on each other', () => {
  const graph = openWrittenGraph()
  const matrix = (name: string, size: number) =>
    graph.stored(name, 'float32', [size, size], { location: 'model', offset: 0, bytes: 4 * size * size })
  const small = graph.add('Gemm', 'small product', ['x', matrix('small', 2)])
  const none = graph.add('Relu', 'no matrix', [small])
  graph.add('Gemm', 'large product', [none, matrix('large', 3)])
  const text = Buffer.from(graph.bytes('order')).toString('latin1')
  const places = ['large product', 'small product', 'no matrix'].map((name) =>
    text.indexOf(`\x12${String.fromCharCode(name.length)}${name}`),
  )
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((one, other) => one - other))
})

it('tells rotary scalings and windows apart', () => {
  const plain = readCase('llama')
  // `dynamic` is the same up to the longest context.
  const different = ['llama-linear', 'llama-llama3', 'llama-yarn', 'llama-yarn-scales'].map((name) => readCase(name))
  for (const other of different) {
    const apart = other.logits.reduce((most, number, at) => Math.max(most, Math.abs(number - plain.logits[at]!)), 0)
    expect(apart, other.folder).toBeGreaterThan(0.1)
  }
})

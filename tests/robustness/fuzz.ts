// Tries a reader with damaged input, by number or for some seconds, and counts what came of it. Equal seeds draw equal input.
// Knows fast-check, which also makes a failing input as small as it can be. Does not know readers.
import fc from 'fast-check'
import { faultOf, tryTo } from './judged.ts'
import type { Reader } from './readers.ts'

export interface FuzzFigures {
  name: string
  tried: number
  refused: number
  /** The longest that one try computed, in milliseconds. */
  slowest: number
  /** Each with the smallest input that was found. */
  faults: string[]
}

/** Faults after which a reader is tried no more. */
const ENOUGH = 12
/** Characters of an input that are told. */
const SHOWN = 600

export async function fuzz(
  { name, inputs, read, elsewhere = /^$/ }: Reader,
  { seed, tries = Infinity, seconds = Infinity }: { seed: number; tries?: number; seconds?: number },
): Promise<FuzzFigures> {
  const figures: FuzzFigures = { name, tried: 0, refused: 0, slowest: 0, faults: [] }
  const until = performance.now() + seconds * 1000
  const property = fc.asyncProperty(inputs, async ({ value, fields }) => {
    const tried = await tryTo(() => read(value as never))
    figures.tried++
    if (tried.error !== null) figures.refused++
    figures.slowest = Math.max(figures.slowest, tried.milliseconds)
    const fault = faultOf(tried, { fields, elsewhere })
    if (fault !== null) throw new Error(fault)
  })
  for (let turn = 0; figures.faults.length < ENOUGH; turn++) {
    const left = until - performance.now()
    if (left <= 0 || figures.tried >= tries) break
    const found = await fc.check(property, {
      seed: seed + turn,
      numRuns: Math.min(tries - figures.tried, 1e9),
      ...(Number.isFinite(left) && { interruptAfterTimeLimit: left }),
      markInterruptAsFailure: false,
      includeErrorInReport: false,
    })
    if (!found.failed) break
    const input = fc.stringify(found.counterexample?.[0]?.value)
    figures.faults.push(
      `${String((found.errorInstance as Error | undefined)?.message)}\n    of ${input.slice(0, SHOWN)}`,
    )
  }
  return figures
}

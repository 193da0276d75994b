import { describe, expect, it } from 'vitest'
import { takeTurns } from '../../src-main/inference/turns.ts'

/** A job of some passes that writes down each of them. */
async function* job(name: string, passes: number, log: string[]): AsyncGenerator<void, string> {
  try {
    for (let pass = 1; pass <= passes; pass++) {
      await Promise.resolve()
      log.push(`${name}${pass}`)
      yield
    }
    return `${name} done`
  } finally {
    log.push(`${name} left`)
  }
}

const cutOff = { report: { code: 'engine-stopped' } }

describe('turns', () => {
  it('go round: one pass of each job, until each has its result', async () => {
    const log: string[] = []
    const turns = takeTurns()
    const results = await Promise.all([turns.run('a', job('a', 3, log)), turns.run('b', job('b', 1, log))])
    expect(results).toEqual(['a done', 'b done'])
    // A job that comes in mid-round joins the next one.
    expect(log).toEqual(['a1', 'a2', 'b1', 'a3', 'b left', 'a left'])
  })

  it('stop one job after its pass and go on with the others', async () => {
    const log: string[] = []
    const turns = takeTurns()
    const stopped = expect(turns.run('a', job('a', 1000, log))).rejects.toMatchObject(cutOff)
    const other = turns.run('b', job('b', 3, log))
    turns.stop('a')
    turns.stop('nobody')
    await stopped
    expect(await other).toBe('b done')
    expect(log.filter((entry) => entry.startsWith('a')).length).toBeLessThanOrEqual(2)
  })

  it('tell who waits when a job fails, and go on', async () => {
    const turns = takeTurns()
    const fault = new Error('no room')
    // eslint-disable-next-line require-yield -- it fails before its first pass
    const failing = (async function* (): AsyncGenerator<void, string> {
      await Promise.resolve()
      throw fault
    })()
    const log: string[] = []
    await expect(turns.run('a', failing)).rejects.toBe(fault)
    expect(await turns.run('b', job('b', 1, log))).toBe('b done')
  })

  it('end in order: what runs is stopped, what comes later is refused', async () => {
    const log: string[] = []
    const turns = takeTurns()
    const running = expect(turns.run('a', job('a', 1000, log))).rejects.toMatchObject(cutOff)
    await turns.close()
    await running
    await expect(turns.run('b', job('b', 1, log))).rejects.toMatchObject(cutOff)
  })
})

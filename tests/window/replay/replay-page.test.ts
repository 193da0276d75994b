// The page that replays a run: what it holds, what it keeps out, and that its policy allows its own script and style alone.
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { replayTemplate } from '../../../build/replay-page.ts'
import { NO_COST } from '../../../src-main/contract/cost.ts'
import type { RunRecord } from '../../../src-main/contract/run.ts'
import { fillPage, replayData } from '../../../src-renderer/replay/replay-data.ts'
import { CHOSEN, DONE, eventsOf, headerOf, nodeAdded, RUNNING } from '../../engine/history/rows.ts'

const HOSTILE = '</script><script>alert(1)</script> <!-- $& $1 "quoted" \u2028 ]]>'

const record: RunRecord = {
  header: headerOf('a', { problem: { id: 'own', question: HOSTILE, answer: '7' }, method: 'rebase', seed: 5 }),
  events: eventsOf([
    RUNNING,
    nodeAdded(1),
    {
      type: 'decided',
      decision: { kind: 'stopping', samples: 1, votes: [], probability: 1, threshold: 1, stop: true },
    },
    { type: 'cost', cost: { ...NO_COST, samples: 1 } },
    CHOSEN,
    DONE,
  ]),
}

describe('the page', () => {
  let template: string
  let page: string
  beforeAll(async () => {
    template = await replayTemplate(resolve(import.meta.dirname, '../../..'))
    page = fillPage(template, replayData(record, HOSTILE))
  })

  it('holds the run as data that end where they should', () => {
    const [, json = ''] = /<script type="application\/json">(.*?)<\/script>/s.exec(page) ?? []
    const data = JSON.parse(json) as ReturnType<typeof replayData>
    expect(data).toMatchObject({
      name: HOSTILE,
      question: HOSTILE,
      reference: '7',
      settings: 'REBASE · Width N 16 · seed 5',
    })
    expect(data.events.map(({ change }) => change.type)).toEqual(['state', 'node-added', 'cost', 'chosen', 'state'])
    expect(json).not.toContain('<')
    expect(page.match(/<script/g)).toHaveLength(2)
    expect(/<title>(.*?)<\/title>/s.exec(page)?.[1]).toContain('&lt;/script&gt;')
  })

  it('allows its own script and style and nothing else', () => {
    const checksum = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? []
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page) ?? []
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? []
    expect(script.length).toBeGreaterThan(1000)
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src '${checksum(script)}'`,
      `style-src '${checksum(style)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ])
  })

  it('asks for nothing outside itself, and is small', () => {
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page) ?? []
    expect(script).not.toMatch(
      /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\beval\(|new Function|\bimport\(/,
    )
    const around = page.replace(/<script[ >].*?<\/script>/gs, '')
    expect(around).not.toMatch(/https?:\/\/|@import|url\(|<link|<img| style="| on\w+="/)
    expect(template.length).toBeLessThan(160_000)
  })

  it('is refused where the template is none', () => {
    expect(() => fillPage('<p>nothing</p>', replayData(record, ''))).toThrow(RangeError)
  })
})

// A run as a page of its own: the template that was built with the window, filled.
// Knows where the template lies, and the file's name. Does not know what the page shows.
import { EspalierError } from '../../src-main/contract/errors.ts'
import type { RunRecord } from '../../src-main/contract/run.ts'
import { fillPage, replayData } from '../replay/replay-data.ts'
import { RUNS } from '../text/runs.ts'

const TEMPLATE = 'replay-page.html'

/** The page, which needs nothing else. Rejects where the window was built without it. */
export async function replayPage(record: RunRecord, name: string): Promise<{ name: string; text: string }> {
  const { spec, imported } = record.header
  const what = `${imported ? 'imported' : spec.method}-${spec.problem.id}`.replace(/[^\p{L}\p{N}_-]+/gu, '-')
  return { name: `espalier-${what}.html`, text: fillPage(await template(), replayData(record, name)) }
}

async function template(): Promise<string> {
  const answer = await fetch(new URL(TEMPLATE, document.baseURI)).catch(() => null)
  if (answer?.ok) return answer.text()
  const { lacking: message, lackingAdvice: advice } = RUNS.page
  throw new EspalierError({
    code: 'internal',
    message,
    advice,
    details: `${TEMPLATE}: ${answer?.status ?? 'no answer'}`,
  })
}

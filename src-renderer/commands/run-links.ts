// Links to what is shown: the run, its node and the moment. Copied, and followed.
// Knows what is said where a link leads nowhere. Does not know how a link is spelled (state/run-link.ts).
import { EspalierError, reportOf } from '../../src-main/contract/errors.ts'
import type { Lab } from '../state/lab.svelte.ts'
import type { RunLink } from '../state/run-link.ts'
import { writeLink } from '../state/run-link.ts'
import { RUNS } from '../text/runs.ts'

/** Puts a link to what is on screen into the clipboard; the token of this window is not in it. */
export async function copyLink(lab: Lab): Promise<void> {
  const { id, cursor } = lab.run
  if (id === null) return
  // The address of a page of Electron means something to that program alone.
  const page = lab.info?.host === 'electron' ? null : location.origin + location.pathname
  const link = writeLink({ run: id, node: lab.selected, at: cursor }, page)
  try {
    await navigator.clipboard.writeText(link)
    lab.told = RUNS.link.copied
  } catch {
    const { notCopied, notCopiedAdvice } = RUNS.link
    lab.report(new EspalierError({ code: 'internal', message: notCopied, advice: notCopiedAdvice, details: link }))
  }
}

/** Brings what a link names on screen; what is not there is told in the banner, and the rest shown. */
export async function followLink(lab: Lab, { run, node, at }: RunLink): Promise<void> {
  lab.showScreen('solve')
  try {
    if (lab.run.id !== run) await lab.openRun(run)
  } catch (error) {
    const gone = reportOf(error).code === 'not-found'
    lab.report(gone ? told(RUNS.link.unknownRun, RUNS.link.unknownRunAdvice, run) : error)
    return
  }
  const { tree, length } = lab.run.frame
  if (node !== null && !tree.nodes[node]) lab.report(told(RUNS.link.unknownNode(node), RUNS.link.unknownPlaceAdvice))
  else lab.selected = node
  if (at !== null && at > length) lab.report(told(RUNS.link.unknownMoment(at, length), RUNS.link.unknownPlaceAdvice))
  else if (at !== null) lab.run.seek(at)
}

function told(message: string, advice: string, details?: string): EspalierError {
  return new EspalierError({ code: 'not-found', message, advice, ...(details === undefined ? {} : { details }) })
}

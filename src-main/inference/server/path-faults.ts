// Faults that concern one path each: a reply that cannot be used, or a request that the server refused.
// Knows when they are borne and when the model itself is at fault. Does not know what was asked.
import type { ErrorReport, EspalierError } from '../../contract/errors.ts'
import { ServerFault } from './http-call.ts'

/** Faults of a model that has not given one usable reply, after which no other is waited for. */
const PATIENCE = 3

/** Why one path got nothing. */
export interface PathFault {
  /** Faults of one kind are told once. */
  kind: string
  error: EspalierError
}

/** What one model owes to several paths: for each a fault, or null where there is none. */
export interface PathFaults {
  /**
   * Returns a notice of each kind of fault that was not told before. Throws the first fault where the model has had several and
   * given nothing usable so far: then it does not fit at all.
   */
  bear(faults: readonly (PathFault | null)[]): ErrorReport[]
}

/** `consequence` is what a notice says of the paths that are at fault. */
export function openPathFaults(consequence: string): PathFaults {
  const told = new Set<string>()
  let borne = 0
  let proven = false
  return {
    bear(faults) {
      const found = faults.filter((fault) => fault !== null)
      borne += found.length
      proven ||= found.length < faults.length
      const [first] = found
      if (first && !proven && borne >= PATIENCE) throw first.error
      return found.flatMap(({ kind, error }) => {
        if (told.has(kind)) return []
        told.add(kind)
        return [{ ...error.report, advice: consequence }]
      })
    },
  }
}

/** Tells what a reader should know and what no path is at fault for: of each kind once. */
export function openRemarks(): (remarks: readonly (PathFault | null)[]) => ErrorReport[] {
  const told = new Set<string>()
  return (remarks) =>
    remarks.flatMap((remark) => {
      if (remark === null || told.has(remark.kind)) return []
      told.add(remark.kind)
      return [remark.error.report]
    })
}

/** A refusal as the fault of the path that it answers. Throws on what else went wrong. */
export function refusedPath(error: unknown): PathFault {
  if (error instanceof ServerFault && error.refusal) return { kind: 'refused', error }
  throw error
}

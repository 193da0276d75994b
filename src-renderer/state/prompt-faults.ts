// What is wrong with a prompt's record, by field: the schema's issues and the engine's reports in words of the form.
// Knows the paths of the record. Does not know the fields' values.
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import type { SamplingDefaults } from '../../src-main/contract/prompt-record.ts'
import { PromptRecord, SamplingDefaults as SamplingShape } from '../../src-main/contract/prompt-record.ts'
import { PROMPT } from '../text/prompt.ts'

/**
 * By the path of the record: `layout.template`, `instruction`, `examples.0`, `steps.texts`, `answers.pattern`, `sampling.topK` …;
 * `other` where no field shows the path.
 */
export type PromptFaults = Record<string, string>

const words = PROMPT.faults

/** The record where it fits, and what is wrong with it where not. */
export function checkedPrompt(value: unknown): { record: PromptRecord | null; faults: PromptFaults } {
  const checked = PromptRecord.safeParse(value)
  const faults: PromptFaults = {}
  const chat = (value as { layout: { kind: string } }).layout.kind === 'chat'
  for (const { path, code } of checked.error?.issues ?? []) {
    const field = fieldAt(path)
    // The schema's own checks are those of patterns, and what a judge's question and words must be.
    faults[field] ??= code === 'custom' && !field.startsWith('judge') ? words.badPattern : faultOf(field, chat)
  }
  if (checked.data && checked.data.leastStepTokens > checked.data.mostStepTokens) {
    faults['leastStepTokens'] = words.leastAboveMost
  }
  return { record: Object.keys(faults).length === 0 ? (checked.data ?? null) : null, faults }
}

/** What the engine says of a record, at its field; null where it names none. Its details begin with the path, as in `prompt.steps.pattern: …`. */
export function faultsOfReport({ code, message, details }: ErrorReport): PromptFaults | null {
  const path = code === 'bad-input' ? /^prompt\.([\w.]+): /.exec(details ?? '')?.[1] : undefined
  return path === undefined ? null : { [fieldAt(path.split('.'))]: message }
}

/** The field of a path: lists have one field, examples one each. */
function fieldAt(path: readonly PropertyKey[]): string {
  const [first, second] = path.map(String)
  if (first === undefined) return 'other'
  return second === undefined ? first : `${first}.${second}`
}

function faultOf(field: string, chat: boolean): string {
  const [first = '', second = ''] = field.split('.')
  if (first === 'layout') return chat ? words.chatTemplate : words.template
  if (first === 'instruction') return words.instruction
  if (first === 'system') return words.system
  if (first === 'examples') return second === '' ? words.examples : words.example
  if (first === 'steps') return second === 'texts' ? words.texts : words.pattern
  if (first === 'answers') return words.pattern
  if (first === 'judge') return second === 'question' ? words.judgeQuestion : words.judgeWords
  if (first === 'sampling') return rangeOf(second as keyof SamplingDefaults)
  if (first === 'leastStepTokens' || first === 'mostStepTokens') return words.tokens
  return words.other
}

function rangeOf(key: keyof SamplingDefaults): string {
  const { min, max } = samplingLimits(key)
  return words.between(min.toString(), max.toLocaleString('en'))
}

/** Least and most of a sampling setting, from the contract's schema. */
export function samplingLimits(key: keyof SamplingDefaults): { min: number; max: number; whole: boolean } {
  const number = SamplingShape.shape[key].unwrap()
  return {
    min: number.minValue ?? 0,
    max: number.maxValue ?? Infinity,
    whole: number.format?.includes('int') ?? false,
  }
}

// Models as the screen and the command line show them.
// Knows the record, and how a form is chosen where nobody chose one. Does not read files or open models.
import { freemem, totalmem } from 'node:os'
import type { Fit, Form, FormInfo, ModelCard } from '../../contract/model-card.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import type { KnownModel, Speeds } from './known-models.ts'
import type { LookForm, ModelLook } from './model-look.ts'

/** How far a form is. */
export type FormState = Pick<FormInfo, 'state' | 'progress'>

/** Bytes of memory: what the machine has, and what nobody uses now. */
export interface Memory {
  total: number
  free: number
}

export function machineMemory(): Memory {
  return { total: totalmem(), free: freemem() }
}

/** Share of the machine's memory that a model may take; the system and the window need the rest. */
const SHARE = 0.8

/** Whether a form with its largest batch fits, only with smaller ones, or not at all. */
export function fitOf({ leastBytes, mostBytes }: LookForm, { total }: Memory): Fit {
  const room = total * SHARE
  if (leastBytes > room) return 'will-not-fit'
  return mostBytes > room ? 'tight' : 'fits'
}

/** Tokens a second below which a form is slow: a solution of a few hundred tokens takes more than a minute. */
const SLOW = 4

/**
 * The form that runs use: the one that was chosen, else the best one that fits and that no try has found slow, else the fastest of
 * those that fit, else the smallest. Forms stand the best first. Nothing but a choice or a try changes it on a machine.
 */
export function formOf(
  { forms }: ModelLook,
  { chosen, speeds, memory }: { chosen: Form | null; speeds: Speeds; memory: Memory },
): LookForm {
  const byHand = forms.find(({ form }) => form === chosen)
  const fitting = forms.filter((form) => fitOf(form, memory) !== 'will-not-fit')
  const speedOf = ({ form }: LookForm) => speeds[form] ?? Infinity
  const quick = byHand ?? fitting.find((form) => speedOf(form) >= SLOW)
  return quick ?? fitting.toSorted((one, other) => speedOf(other) - speedOf(one))[0] ?? forms.at(-1)!
}

/** How a policy is asked; null for a PRM. */
export function promptOf({ changedPrompt, role }: KnownModel, look: ModelLook): PromptRecord | null {
  return role === 'policy' ? (changedPrompt ?? look.prompt) : null
}

/** How a PRM is asked; null for a policy, and where nothing says it. */
export function rewardOf({ changedReward, role }: KnownModel, look: ModelLook | null): RewardRecord | null {
  return role === 'verifier' ? (changedReward ?? look?.reward ?? null) : null
}

/** `fault`: why it cannot be used; `state` tells how far a form is. */
export function cardOf(
  model: KnownModel,
  look: ModelLook,
  { memory, fault, state }: { memory: Memory; fault: KnownModel['fault']; state: (form: LookForm) => FormState },
): ModelCard {
  const { id, name, role, origin, folder: place, licence, changedPrompt, chosenForm, speeds, wideSpeeds } = model
  const meantFor = model.meantFor ?? look.meantFor
  const { format, architecture, parameters, positions } = look
  const suggested = formOf(look, { chosen: null, speeds, memory })
  return {
    ...{ id, name, role, origin, place, format, architecture, parameters, positions },
    licence: licence ?? look.licence,
    ...(meantFor ? { meantFor } : {}),
    forms: look.forms.map((one) => {
      const { form, weights, diskBytes, leastBytes, mostBytes } = one
      const tried = { tokensPerSecond: speeds[form] ?? null, wideSpeeds: [...(wideSpeeds[form] ?? [])] }
      const found = { ...tried, suggested: one === suggested }
      return { form, weights, diskBytes, leastBytes, mostBytes, fit: fitOf(one, memory), ...found, ...state(one) }
    }),
    form: formOf(look, { chosen: chosenForm, speeds, memory }).form,
    prompt: promptOf(model, look),
    promptChanged: role === 'policy' && changedPrompt !== null,
    reward: rewardOf(model, look),
    rewardChanged: model.changedReward !== null,
    state: fault?.state ?? 'ready',
    error: fault?.error ?? null,
  }
}

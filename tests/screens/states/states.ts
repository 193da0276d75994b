// Every state of the window that is looked at.
// Knows the list. Does not know the way to any.
import { EXPERIMENT, ONE_MINUTE } from './experiment.ts'
import { MODELS } from './models.ts'
import { SOLVE } from './solve.ts'
import type { ScreenState } from './state.ts'
import { WINDOW } from './window.ts'

export const STATES: readonly ScreenState[] = [...SOLVE, ...EXPERIMENT, ...MODELS, ...WINDOW]

/** The same, and one more for pictures alone. */
export const PICTURED: readonly ScreenState[] = [...STATES, ONE_MINUTE]

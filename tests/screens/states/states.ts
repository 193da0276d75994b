// Every state of the window that is looked at.
// Knows the list. Does not know the way to any.
import { EXPERIMENT } from './experiment.ts'
import { MODELS } from './models.ts'
import { SOLVE } from './solve.ts'
import type { ScreenState } from './state.ts'
import { WINDOW } from './window.ts'

export const STATES: readonly ScreenState[] = [...SOLVE, ...EXPERIMENT, ...MODELS, ...WINDOW]

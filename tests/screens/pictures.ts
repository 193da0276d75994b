// The pictures of README and docs: which state of the window each shows.
// Knows names. Does not know how a state is reached (states), or how a picture is taken (pictures.spec.ts).

/** Where they lie. */
export const FOLDER = 'docs/pictures'

/** Most bytes of one. */
export const MOST_BYTES = 150_000

/** By name: the state, and its scheme where it is not light. */
export const PICTURES: Readonly<Record<string, { state: string; scheme?: 'dark' }>> = {
  start: { state: 'solve-empty' },
  search: { state: 'solve-done' },
  'search-dark': { state: 'solve-done', scheme: 'dark' },
  merged: { state: 'solve-merged' },
  columns: { state: 'solve-columns-answers' },
  find: { state: 'solve-find' },
  focus: { state: 'solve-focus' },
  moments: { state: 'solve-moments' },
  values: { state: 'solve-values-of-mcts' },
  steered: { state: 'solve-steered' },
  compared: { state: 'solve-compared' },
  history: { state: 'solve-history' },
  experiment: { state: 'experiment-one-minute' },
  'models-add': { state: 'models-add' },
  'models-prompt': { state: 'models-prompt' },
  palette: { state: 'palette' },
}

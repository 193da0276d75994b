// What the captions of saved pictures say.
// Knows words. Does not know where the figures are from.

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

export const CAPTIONS = {
  models: (policy: string, verifier: string | null) =>
    verifier === null ? `Policy ${policy}` : `Policy ${policy}, reward model ${verifier}`,
  samples: (count: string) => `${count} samples`,
  nodes: (count: string) => `${count} nodes`,
  tokens: (count: string) => `${count} policy tokens`,
  flops: (flops: string) => `${flops} FLOPs, exact`,
  noFlops: 'FLOPs not known',
  answer: (answer: string | null, verdict: string) => (answer === null ? 'No answer' : `Answer ${answer}, ${verdict}`),
  made: (version: string, day: string) => `Espalier ${version}, ${day}`,
  policies: (names: string) => `Policies: ${names}`,
  verifier: (name: string) => `Reward model: ${name}`,
  methods: (names: string) => `Methods: ${names}`,
  problems: (count: number, seeds: string) => `${plural(count, 'problem')}, seeds ${seeds}`,
  budgets: (budgets: string) => `Budgets ${budgets}`,
  intervals: 'Bars are 95 % intervals.',
  best: (accuracy: string, point: string) => `Best: ${accuracy} with ${point}`,
} as const

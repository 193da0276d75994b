// The paper's own points: numbers that Wu et al. printed, for a grey reference beside the user's. Nothing here was measured by Espalier.
// Knows arXiv 2408.00724, table 1 and table 4 (MATH500, weighted voting). Does not know how they are drawn.

export interface PaperPoint {
  model: string
  method: 'greedy' | 'weighted' | 'rebase'
  samples: number
  /** Policy FLOPs a problem by the paper's rule, 2·P·T. */
  flops: number
  /** Accuracy on MATH500, 0 to 1. */
  accuracy: number
}

const point = (
  model: string,
  method: PaperPoint['method'],
  samples: number,
  teraFlops: number,
  percent: number,
): PaperPoint => ({ model, method, samples, flops: teraFlops * 1e12, accuracy: percent / 100 })

export const PAPER_POINTS: readonly PaperPoint[] = [
  point('Mistral-7B', 'greedy', 1, 3.4, 28.6),
  point('Mistral-7B', 'weighted', 32, 109.2, 39.7),
  point('Mistral-7B', 'weighted', 256, 870, 42.8),
  point('Mistral-7B', 'rebase', 32, 136.2, 45),
  point('Llemma-7B', 'greedy', 1, 3.92, 30),
  point('Llemma-7B', 'weighted', 32, 125.4, 43.5),
  point('Llemma-7B', 'weighted', 256, 1000, 45.5),
  point('Llemma-7B', 'rebase', 32, 148, 46.8),
  point('Llama3-8B-Instruct', 'greedy', 1, 3.84, 29.6),
  point('Llama3-8B-Instruct', 'weighted', 32, 122.9, 39.5),
  point('Llama3-8B-Instruct', 'rebase', 32, 172.8, 43.7),
  point('Llemma-34B', 'greedy', 1, 19, 33),
  point('Llemma-34B', 'weighted', 8, 152.3, 41),
  point('Llemma-34B', 'weighted', 64, 1210, 46.7),
  point('Llemma-34B', 'rebase', 8, 176.8, 42.9),
  point('Llemma-34B', 'rebase', 32, 708, 49.2),
]

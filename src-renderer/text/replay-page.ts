// The words of the page that replays one run without Espalier, beside those that it has in common with the window.
// Knows words. Does not know where they stand.

export const REPLAY_PAGE = {
  main: 'Search tree, votes and node',
  select: 'Select a node of the tree to read its step and its reward.',
  ramp: 'Colours from reward 0 to reward 1',
  counts: (nodes: string, samples: string, tokens: string) => `${nodes} nodes, ${samples} samples, ${tokens} tokens`,
  made: (when: Date) => `Searched by Espalier, ${when.toLocaleDateString('en', { dateStyle: 'medium' })}`,
} as const

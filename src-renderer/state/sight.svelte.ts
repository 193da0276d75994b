// What a person looks at in the tree besides the selected node: the paths of a vote, one part of the tree, a node to be shown.
// Knows these three. Does not know the picture or its camera.

export class Sight {
  /** Answer of the vote whose paths are marked. */
  vote = $state<string | null>(null)
  /** The node whose subtree the picture shows; null for the whole tree. */
  focus = $state<number | null>(null)
  /** A node that the picture shall bring into sight; a new object for every time. */
  brought = $state.raw<{ node: number } | null>(null)

  /** Marks the paths of a vote, or no more. */
  toggleVote(answer: string): void {
    this.vote = this.vote === answer ? null : answer
  }

  bring(node: number): void {
    this.brought = { node }
  }

  /** Looks at the whole of another tree. */
  reset(): void {
    this.vote = this.focus = this.brought = null
  }
}

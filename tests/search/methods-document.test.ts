// docs/methods.md is the method table as a page, so that it cannot say anything else:
// `npx vitest run --config tests/vitest.config.ts tests/search/methods-document.test.ts -u` writes it anew.
import { expect, test } from 'vitest'
import { METHODS } from '../../src-main/contract/method.ts'
import type { Parameter } from '../../src-main/contract/method.ts'

const HEAD = `# Search methods

The table of \`src-main/contract/method.ts\`, which the form, the command line and every check read. \`npx espalier methods\` prints it.

Rules that the sources leave open:

- **Votes**: equal answers (\`src-main/grading\`) are one class; a path without an answer never votes; a path without a reward
  counts one vote in a majority, nothing in a weighted vote, and loses against any reward in best of N.
- **Ties**: the class that was seen first wins, and within a class the node that was seen first is shown.
- **REBASE, official rounding**: best reward first, equal rewards in reverse order, each takes ⌈what is left of the budget · its
  weight / what is left of the weights⌉; 10⁻⁹ is taken off before rounding up. Paper: each share rounded, halves up.
- **Unscored steps** get no children, and are marked.

## After a change by hand

A run that waits between two rounds, or has ended, can be changed by hand: more children, a step edited or written, a node pruned or
brought back, a reward set. What happens then:

- **Candidates**: a node that came by hand is a candidate of the method's next round, whatever its depth, if it is open and has no
  children. What the method had decided for that round it decides anew, and both decisions stand in the run. A finished path that came by
  hand uses up none of the method's budget.
- **Pruned** nodes and all below them take no part in selection, expansion and votes. Their share goes to the others; the sample of a
  pruned path that had ended stays spent.
- **Brought back**, a pruned node takes part again with all below it, but for what was pruned by itself: what was a candidate when it was
  pruned is one of the next round, particles are drawn from again, lessons count again, and finished paths vote.
- **Rewards** set by hand count like the PRM's from then on, in shares, bounds, lessons and votes.
- **Sampling methods**: each open node that came by hand is one solution more, finished beside the others. They count in the votes that
  may stop the sampling.
- **REBASE, beam search**: it shares the budget, or competes for places, with the method's own nodes; the budget stays.
- **DVTS**: it competes in the subtree that it lies in; a new child of the root begins a subtree of its own.
- **Particle filtering**: it is one particle more to draw from; N are drawn as before.
- **MCTS**: it has N = 0, so it is visited before its siblings. Q and N are counted anew, with the rewards that count now and without
  what was pruned. A node whose children were all pruned is a leaf again, and may be given others.
- **AB-MCTS**: it is a child of which nothing is known. The lessons are learnt anew, with the rewards that count now and without pruned
  solutions. A solution that is pruned on its way ends there.
- **Look-ahead**: a node that comes by hand is scored at the end of its greedy continuation, too, which is not told.
- **After the end** no method goes on. If the method has chosen, the votes are counted and the answer chosen anew, by the method's own
  rule: among all finished paths, or, where a method lets some vote only (DVTS, particle filtering), among those and the paths that ended
  by hand. A run that was stopped or has failed has taken no vote, and takes none.
- **Greedy search** is given no second child by hand, which would be the first one again.
- **Seeds**: children that are asked for by hand are those that the method would have been given next; the same acts at the same moments
  give the same tree.
- **Undo** takes the last act back, until the search goes on with it: the tree is as it was before, but for the cost.
- **A run that was steered**, if only once, enters no experiment, comparison or export of solutions.
`

function described(parameter: Parameter): string {
  const { label, help, key } = parameter
  const values =
    parameter.kind === 'choice'
      ? parameter.options.map(({ value }) => `\`${value}\``).join(', ')
      : `${parameter.min} to ${parameter.max}${parameter.unit === undefined ? '' : ` ${parameter.unit}`}${parameter.kind === 'integer' ? ', whole' : ''}`
  return `- \`${key}\`, ${label}: ${values}; default \`${parameter.default}\`. ${help}`
}

test('the page of methods is the table', async () => {
  const pages = METHODS.map(({ id, name, summary, source, needsVerifier, parameters }) => {
    const lines = [`## ${name}: \`${id}\``, '', `${summary} Source: ${source}.${needsVerifier ? ' Asks the PRM.' : ''}`]
    return [...lines, ...(parameters.length > 0 ? ['', ...parameters.map(described)] : []), ''].join('\n')
  })
  await expect([HEAD, ...pages].join('\n')).toMatchFileSnapshot('../../docs/methods.md')
})

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

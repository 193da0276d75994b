// What stands beside the tree of the page: the votes, and the node that is selected with the path to it.
// Knows the elements. Does not know the picture, or moments.
import { ROOT } from '../../src-main/contract/node.ts'
import { writePercent, writeReward } from '../../src-main/contract/notation.ts'
import { pathTo } from '../../src-main/contract/tree.ts'
import type { Node, Tree } from '../../src-main/contract/tree.ts'
import { bestNode, tallyOf } from '../screens/solve/tally.ts'
import { REPLAY_PAGE } from '../text/replay-page.ts'
import { TEXT } from '../text/english.ts'
import { button, element, icon } from './element.ts'
import type { ReplayData } from './replay-data.ts'

const CHECK = 'm3 8.6 3.2 3.2L13 4.6'
const CROSS = 'M4 4l8 8M12 4l-8 8'

/** Right or wrong as a sign and a word; nothing where it was not graded. */
export function verdict(correct: boolean | null): HTMLElement | null {
  if (correct === null) return null
  const word = correct ? TEXT.answer.right : TEXT.answer.wrong
  return element('span', { class: correct ? 'verdict right' : 'verdict wrong' }, icon(correct ? CHECK : CROSS), word)
}

/** The votes of a tree; `select` is called with the best path of the class that is pressed. */
export function votesOf(tree: Tree, select: (id: number) => void): HTMLElement {
  const tally = tallyOf(tree)
  const how = tree.chosen ? TEXT.answer.by[tree.chosen.by] : TEXT.votes.soFar
  const rows = tally.rows.map((row) => {
    const best = bestNode(tree, row.nodes)
    const meter = element('meter', { min: '0', max: '1', value: String(row.share), 'aria-hidden': 'true' })
    return element(
      'li',
      row.chosen ? { class: 'chosen' } : {},
      button(
        { title: TEXT.votes.select(row.answer) },
        () => best !== null && select(best),
        element('strong', {}, row.answer),
        verdict(row.correct),
        meter,
        element('span', { class: 'quiet-text' }, `${writePercent(row.share)}, ${TEXT.votes.paths(row.nodes.length)}`),
        row.chosen ? element('span', { class: 'sight-hidden' }, TEXT.votes.chosen) : null,
      ),
    )
  })
  return section(
    TEXT.votes.title,
    rows.length > 0 ? element('p', { class: 'quiet-text' }, how) : null,
    rows.length > 0
      ? element('ol', { class: 'votes' }, ...rows)
      : element('p', { class: 'quiet-text' }, tally.final ? TEXT.votes.noAnswer : TEXT.votes.none),
    tally.unanswered > 0 ? element('p', { class: 'quiet-text' }, TEXT.votes.endings(tally.unanswered)) : null,
  )
}

/** The selected node; `select` is called with a step of its path that is pressed. */
export function nodeOf(tree: Tree, id: number | null, run: ReplayData, select: (id: number) => void): HTMLElement {
  const node = id === null ? undefined : tree.nodes[id]
  if (!node) return section(TEXT.node.step, element('p', { class: 'quiet-text' }, REPLAY_PAGE.select))
  const isRoot = node.id === ROOT
  return section(
    isRoot ? TEXT.node.root : TEXT.node.name(node.id),
    element('p', { class: 'step' }, isRoot ? run.question : node.text || TEXT.node.emptyStep),
    isRoot ? null : facts(node, run.reward),
    node.ending === null ? null : element('p', { class: 'quiet-text' }, TEXT.node.ending[node.ending] ?? node.ending),
    isRoot ? null : pathOf(tree, node, select),
  )
}

function facts(node: Node, reward: string): HTMLElement {
  const value =
    node.reward === undefined
      ? TEXT.node.notScored
      : node.reward === null
        ? TEXT.node.unscored
        : writeReward(node.reward)
  const rows: [string, (HTMLElement | string | null)[]][] = [
    [reward, [value]],
    [TEXT.node.children, [String(node.children.length)]],
  ]
  if (node.answer !== null) rows.push([TEXT.node.answer, [node.answer, verdict(node.correct)]])
  return element(
    'dl',
    {},
    ...rows.map(([name, content]) => element('div', {}, element('dt', {}, name), element('dd', {}, ...content))),
  )
}

function pathOf(tree: Tree, node: Node, select: (id: number) => void): HTMLElement {
  const steps = pathTo(tree, node.id).flatMap((id) => tree.nodes[id] ?? [])
  return element(
    'div',
    {},
    element('h3', {}, TEXT.node.pathHere(steps.length)),
    element(
      'ol',
      { class: 'path' },
      ...steps.map((step) =>
        element(
          'li',
          {},
          button(
            { 'aria-current': String(step.id === node.id) },
            () => select(step.id),
            element('span', {}, step.text || TEXT.node.emptyStep),
            element('span', { class: 'quiet-text' }, typeof step.reward === 'number' ? writeReward(step.reward) : '–'),
          ),
        ),
      ),
    ),
  )
}

function section(title: string, ...content: (HTMLElement | null)[]): HTMLElement {
  return element('section', { 'aria-label': title }, element('h2', {}, title), ...content)
}

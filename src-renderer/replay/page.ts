// A page that replays one run without Espalier and without a network: the question, the answer, the tree at any moment, votes and nodes.
// Knows how its parts come together. Does not know where the data comes from; they stand in the page.
import '../theme.css'
import './page.css'
import { writeCount } from '../../src-main/contract/notation.ts'
import { writeSeconds } from '../text/duration.ts'
import { TEXT } from '../text/english.ts'
import { REPLAY_PAGE } from '../text/replay-page.ts'
import { rewardStops } from '../tree/reward-scale.ts'
import { button, element, icon } from './element.ts'
import { makePicture } from './picture.ts'
import { Player } from './player.ts'
import type { Moment } from './player.ts'
import type { ReplayData } from './replay-data.ts'
import { nodeOf, verdict, votesOf } from './side.ts'

const PLAY = 'M5 3.2v9.6l8-4.8z'
const PAUSE = 'M5 3v10M11 3v10'

const run = JSON.parse(
  document.querySelector('script[type="application/json"]')?.textContent ?? 'null',
) as ReplayData | null
if (run) show(run)

function show(run: ReplayData): void {
  let selected: number | null = null
  let told: Moment['tree']['chosen'] = null

  const picture = makePicture(select)
  const votes = element('div')
  const node = element('div')
  const answer = element('div', { class: 'outcome', role: 'status' })
  const play = button({ class: 'button icon' }, () => player.toggle())
  const slider = element('input', {
    type: 'range',
    min: '0',
    max: String(run.events.length),
    'aria-label': TEXT.replay.slider,
  })
  const time = element('span', { class: 'time quiet-text' })
  const counts = element('span', { class: 'counts quiet-text' })
  slider.addEventListener('input', () => player.seek(slider.valueAsNumber))

  const name = run.name === '' ? null : element('p', { class: 'name' }, run.name)
  const scored = run.events.some(({ change }) => change.type === 'node-scored' && change.reward !== null)
  const page = element(
    'div',
    { class: 'replay-page' },
    element(
      'header',
      {},
      element(
        'div',
        {},
        name,
        element('p', { class: 'quiet-text' }, [run.settings, ...run.models].join(' · ')),
        element('h1', {}, run.question),
      ),
      answer,
    ),
    element(
      'main',
      { 'aria-label': REPLAY_PAGE.main },
      element('div', { class: 'left' }, picture.element, scored ? legend(run.reward) : null),
      element('aside', { 'aria-label': TEXT.app.right }, votes, node),
    ),
    element(
      'footer',
      {},
      element('div', { class: 'player', role: 'group', 'aria-label': TEXT.replay.title }, play, slider, time),
      counts,
      element('span', { class: 'quiet-text made' }, REPLAY_PAGE.made(new Date(run.created))),
    ),
  )
  document.body.replaceChildren(page)
  followTheme(() => picture.readTheme())

  const player = new Player(run.events, draw)
  player.seek(run.events.length)
  select(player.tree.chosen?.node ?? null)

  function select(id: number | null): void {
    selected = id
    picture.select(id)
    node.replaceChildren(nodeOf(player.tree, id, run, choose))
  }

  /** From a list, where what was pressed is made anew: the picture takes the focus. */
  function choose(id: number): void {
    select(id)
    picture.element.querySelector<HTMLElement>('.area')?.focus()
  }

  function draw({ tree, position, length, seconds, playing }: Moment): void {
    picture.follow(tree)
    picture.select(selected !== null && selected < tree.nodes.length ? selected : null)
    const label = playing ? TEXT.replay.pause : TEXT.replay.title
    if (play.title !== label) {
      play.title = label
      play.setAttribute('aria-label', label)
      play.replaceChildren(icon(playing ? PAUSE : PLAY, !playing))
    }
    slider.value = String(position)
    slider.setAttribute('aria-valuetext', TEXT.replay.position(position, length, writeSeconds(seconds)))
    time.textContent = writeSeconds(seconds)
    counts.textContent = REPLAY_PAGE.counts(
      writeCount(tree.nodes.length - 1),
      writeCount(tree.cost.samples),
      writeCount(tree.cost.policy.generatedTokens),
    )
    votes.replaceChildren(votesOf(tree, choose))
    node.replaceChildren(nodeOf(tree, selected, run, choose))
    // Said once, not with every moment.
    if (tree.chosen !== told) answer.replaceChildren(...(tree.chosen ? outcome(tree.chosen, run.reference) : []))
    told = tree.chosen
  }
}

function outcome(chosen: NonNullable<Moment['tree']['chosen']>, reference: string | null): Node[] {
  const wrong = chosen.correct === false || chosen.answer === null
  return [
    element('strong', {}, chosen.answer ?? TEXT.answer.none),
    verdict(chosen.correct),
    element('span', { class: 'quiet-text' }, chosen.answer === null ? TEXT.votes.noAnswer : TEXT.answer.by[chosen.by]),
    wrong && reference !== null ? element('span', { class: 'quiet-text' }, TEXT.answer.reference(reference)) : null,
  ].filter((part) => part !== null)
}

/** The ramp of rewards on a canvas, for a page has no styles in its markup. */
function legend(reward: string): HTMLElement {
  const width = 120
  const ramp = element('canvas', { width: String(width), height: '8', role: 'img', 'aria-label': REPLAY_PAGE.ramp })
  const context = ramp.getContext('2d')
  rewardStops(width).forEach((colour, at) => {
    if (!context) return
    context.fillStyle = colour
    context.fillRect(at, 0, 1, 8)
  })
  return element('p', { class: 'legend quiet-text' }, `${reward} 0`, ramp, '1')
}

function followTheme(changed: () => void): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = (): void => {
    document.documentElement.dataset['theme'] = dark.matches ? 'dark' : 'light'
    changed()
  }
  dark.addEventListener('change', apply)
  apply()
}

// The whole table of commands, walked by the keyboard alone: each is run by its keys, or from the palette where it has none; its effect
// is seen, or the window says why not; and the focus stays visible, where it was or where the command leads.
// The rows are held to the table itself: a command without a row fails.
import type { JSHandle, Locator, Page } from '@playwright/test'
import { COMMANDS } from '../../src-renderer/commands/commands.ts'
import type { CommandId } from '../../src-renderer/commands/commands.ts'
import { expect, test } from './fixtures.ts'
import { keepSettings, startPreview, stopPreview } from './preview.ts'
import { node, picture, size, state } from './steps.ts'

interface Walk {
  /** Keys and words that come before it. */
  before?: (page: Page) => Promise<unknown>
  /** What is seen of it. */
  see: (page: Page) => Promise<unknown>
  /** Where the focus is then; without it, where it was. */
  focus?: (page: Page) => Locator
  /** What brings back what was there. */
  after?: (page: Page) => Promise<unknown>
}
type Walks = readonly (readonly [CommandId, Walk])[]

const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first()
const slider = (page: Page) => page.getByRole('slider', { name: 'Moment of the run' })
const colours = (page: Page) => page.getByRole('combobox', { name: 'Colour by' })
const screen = (page: Page, name: string) => page.getByRole('main', { name })
/** What has the focus in the middle of a screen. */
const within = (name: string) => (page: Page) =>
  page.locator(`main[aria-label="${name}"]:focus, main[aria-label="${name}"] :focus`)
const pruned = (page: Page) =>
  expect(
    node(page)
      .getByText(/pruned/)
      .first(),
  ).toBeVisible()
const notPruned = (page: Page) => expect(node(page).getByText(/pruned/)).toHaveCount(0)
const collapsed = (page: Page) => expect(size(page)).toContainText('in 1 collapsed branch')
const expanded = (page: Page) => expect(size(page)).not.toContainText('collapsed')
const press =
  (...keys: string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }

/** Keys of the table as a keyboard has them. */
function keysOf(shortcut: string): string {
  return shortcut.replace('Mod', 'Control').replace('Space', ' ').replace(/^\?$/, 'Shift+?')
}

/** Finds a command by its name, as the first that the palette offers. */
async function fromPalette(page: Page, id: CommandId): Promise<Locator> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(COMMANDS.find((command) => command.id === id)!.label)
  const option = page.getByRole('listbox').getByRole('option').first()
  await expect(option, id).toHaveAttribute('id', new RegExp(`-${id.replace('.', '\\.')}$`))
  return option
}

/** Goes on by Tab until this has the focus. */
async function tabTo(page: Page, goal: Locator): Promise<void> {
  await expect(goal).toBeVisible()
  for (let steps = 0; steps < 120; steps++) {
    if (await goal.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab leads nowhere near it.')
}

const focused = (page: Page): Promise<JSHandle<Element | null>> => page.evaluateHandle(() => document.activeElement)

/** What is wrong with where the focus is: nothing has it, it is out of sight, or nothing shows it. */
function focusFault(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const at = document.activeElement
    if (at === null || at === document.body) return 'nothing has the focus'
    const name = `${at.tagName.toLowerCase()} “${at.getAttribute('aria-label') ?? at.textContent.trim().slice(0, 40)}”`
    if (at.closest('[inert]') || !at.checkVisibility({ visibilityProperty: true })) return `${name} is not on screen`
    const { left, top, right, bottom } = at.getBoundingClientRect()
    if (right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight) return `${name} is out of sight`
    if (!at.matches(':focus-visible')) return `${name} does not look as if it had the focus`
    const root = getComputedStyle(document.documentElement)
    const probe = document.body.appendChild(document.createElement('i'))
    const colourOf = (variable: string): string => {
      probe.style.color = root.getPropertyValue(variable)
      return getComputedStyle(probe).color
    }
    const [ring, ground] = [colourOf('--focus'), colourOf('--accent-soft')]
    probe.remove()
    const [own, after] = [getComputedStyle(at), getComputedStyle(at, '::after')]
    const shown =
      (own.outlineStyle !== 'none' && own.outlineWidth !== '0px') ||
      own.boxShadow.includes(ring) ||
      own.borderBottomColor === ring ||
      own.backgroundColor === ground ||
      (after.content !== 'none' && after.borderTopColor === ring)
    return shown ? null : `nothing shows that ${name} has the focus`
  })
}

const expectFocus = (element: JSHandle<Element | null>, message: string): Promise<void> =>
  expect.poll(() => element.evaluate((one) => one === document.activeElement), { message }).toBe(true)

/** Runs a command by its keys, or from the palette, and looks at what comes of it. */
async function walk(page: Page, id: CommandId, { before, see, focus, after }: Walk): Promise<void> {
  const { shortcut } = COMMANDS.find((command) => command.id === id)!
  await before?.(page)
  const had = await focused(page)
  if (id !== 'palette.open') {
    const option = await fromPalette(page, id)
    await expect(option, `${id} can be run`).not.toHaveAttribute('aria-disabled', 'true')
  }
  if (shortcut === null) await page.keyboard.press('Enter')
  else {
    if (id !== 'palette.open') await press('Escape')(page)
    await expectFocus(had, `${id}: the palette gives the focus back`)
    await page.keyboard.press(keysOf(shortcut))
  }
  await test.step(`${id} is seen`, () => see(page))
  if (focus) await expect(focus(page), `${id}: the focus goes there`).toBeFocused()
  else await expectFocus(had, `${id}: the focus stays`)
  expect(await focusFault(page), id).toBeNull()
  await after?.(page)
}

/** A dialog opens with the focus in it, and Escape leads back. */
const opens = (name: string | RegExp): Walk => ({
  see: (page) => expect(dialog(page, name)).toBeVisible(),
  focus: (page) => dialog(page, name).locator(':focus'),
  after: async (page) => {
    await page.keyboard.press('Escape')
    await expect(dialog(page, name)).toBeHidden()
  },
})

/** A command whose effect is an event of the page, which must be waited for from before it. */
function brings(event: 'download' | 'filechooser', name?: RegExp): Walk {
  let waited: Promise<unknown>
  return {
    before: (page) => {
      waited =
        event === 'download'
          ? page.waitForEvent('download').then((download) => download.suggestedFilename())
          : page.waitForEvent('filechooser').then((chooser) => chooser.isMultiple())
      return Promise.resolve()
    },
    see: async () => {
      const got = await waited
      if (name) expect(got).toMatch(name)
    },
  }
}

/** A picture that is printed. */
function prints(): Walk {
  return {
    before: (page) =>
      page.evaluate(() => {
        window.print = () => undefined
      }),
    see: (page) => expect(page.locator('img.print-alone')).toBeAttached(),
    after: (page) => page.evaluate(() => void dispatchEvent(new Event('afterprint'))),
  }
}

/** A value that changes. */
function changes(read: (page: Page) => Promise<unknown>, more: Partial<Walk> = {}): Walk {
  let was: unknown
  return {
    ...more,
    before: async (page) => {
      await more.before?.(page)
      was = await read(page)
    },
    see: async (page) => {
      await expect.poll(() => read(page)).not.toEqual(was)
      await more.see?.(page)
    },
  }
}

const shows = (what: (page: Page) => Locator, after: readonly string[] = []): Walk => ({
  see: (page) => expect(what(page)).toBeVisible(),
  after: press(...after),
})
const hides = (what: (page: Page) => Locator, after: readonly string[] = []): Walk => ({
  see: (page) => expect(what(page)).toBeHidden(),
  after: press(...after),
})
const lens = (id: string): readonly [CommandId, Walk] => [
  `lens.${id}` as CommandId,
  { see: (page) => expect(colours(page)).toHaveValue(id) },
]
const moves = (more: Partial<Walk> = {}): Walk => changes((page) => slider(page).inputValue(), more)
const theme = (wanted: string): Walk => ({
  see: (page) => expect(page.locator('html')).toHaveAttribute('data-theme', wanted),
})

/** Runs a command from the palette, as a step before another. */
const runs =
  (id: CommandId) =>
  async (page: Page): Promise<void> => {
    await fromPalette(page, id)
    await page.keyboard.press('Enter')
  }
async function toTheStart(page: Page): Promise<void> {
  await tabTo(page, slider(page))
  await page.keyboard.press('Home')
}

/** Before the first search. */
const EMPTY: Walks = [
  ['view.setup', hides((page) => page.getByRole('complementary', { name: 'Set up and history' }), ['Control+b'])],
  ['view.history', shows((page) => page.getByRole('searchbox', { name: 'Search the runs' }), ['Control+b'])],
  ['seed.roll', changes((page) => page.getByRole('spinbutton', { name: 'Seed' }).inputValue())],
  ['problem.random', changes((page) => screen(page, 'Search tree and its controls').innerText())],
  ['problem.browse', opens('Browse problems')],
  ['problem.import', brings('filechooser')],
  ['results.import', brings('filechooser')],
  ['run.open', brings('filechooser')],
  ['view.question', opens(/question/i)],
  ['devices.open', opens('Devices')],
  ['workspace.export', brings('download', /^workspace-[\d-]+\.espalier\.zip$/)],
  ['workspace.import', brings('filechooser')],
  ['settings.open', opens('Settings')],
  ['help.shortcuts', opens('Keyboard shortcuts')],
  ['help.glossary', opens('Glossary')],
  ['update.check', opens('Updates')],
  ['help.about', opens('About Espalier')],
  ['help.tour', opens('Tour')],
  ['palette.open', opens('Commands')],
  ['theme.light', theme('light')],
  ['theme.dark', theme('dark')],
  ['theme.system', theme('light')],
  [
    'model.add',
    {
      see: (page) => expect(screen(page, 'Models').getByRole('heading', { name: 'Add a model' })).toBeVisible(),
      focus: within('Models'),
    },
  ],
  [
    'screen.experiment',
    {
      see: (page) => expect(screen(page, 'Experiment')).toBeVisible(),
      focus: within('Experiment'),
    },
  ],
  [
    'screen.models',
    {
      see: (page) => expect(screen(page, 'Models')).toBeVisible(),
      focus: within('Models'),
    },
  ],
  [
    'screen.solve',
    { see: (page) => expect(button(page, 'Run')).toBeVisible(), focus: within('Search tree and its controls') },
  ],
  [
    'compare.pick',
    {
      see: (page) => expect(page.getByRole('group', { name: 'Runs to compare' })).toBeVisible(),
      after: async (page) => {
        const cancel = page.getByRole('group', { name: 'Runs to compare' }).getByRole('button', { name: 'Cancel' })
        await tabTo(page, cancel)
        await page.keyboard.press('Enter')
        await press('Control+b')(page)
      },
    },
  ],
]

const atNode = async (page: Page): Promise<void> => {
  await tabTo(page, picture(page))
  await press('Home', 'ArrowDown')(page)
  await expect(node(page)).toBeVisible()
}

/** A search that waits after its first steps, and is changed by hand. */
const WAITING: Walks = [
  ['run.step', { see: (page) => expect(state(page)).toHaveText(/Paused/) }],
  ['steer.reward', { before: atNode, ...opens(/^Reward of node/) }],
  ['steer.edit', opens(/^Edit the step/)],
  [
    'steer.write',
    {
      ...opens(/^Write a step below/),
      after: async (page) => {
        await page.keyboard.type('Step 2: so far.')
        await page.keyboard.press('Control+Enter')
        await expect(node(page).getByText('written by hand')).toBeVisible()
      },
    },
  ],
  ['steer.prune', { see: pruned }],
  ['steer.undo', { see: notPruned }],
  ['steer.redo', { see: pruned }],
  ['steer.restore', { see: notPruned }],
  ['steer.list', opens('What was done by hand')],
  ['run.resume', { see: (page) => expect(state(page)).toHaveText(/Done/) }],
  ['steer.children', changes((page) => size(page).textContent(), { before: press('Home') })],
]

/** A search that takes long. */
const RUNNING: Walks = [
  ['run.start', { see: (page) => expect(state(page)).toHaveText(/Searching/) }],
  ['run.pause', { see: (page) => expect(state(page)).toHaveText(/Paused/) }],
  ['run.stop', { see: (page) => expect(state(page)).toHaveText(/Stopped/) }],
  [
    'run.again',
    changes((page) => page.getByRole('spinbutton', { name: 'Seed' }).inputValue(), {
      see: (page) => expect(state(page)).toHaveText(/Searching/),
      after: async (page) => {
        await page.keyboard.press('Control+.')
        await expect(state(page)).toHaveText(/Stopped/)
      },
    }),
  ],
]

const findText = (page: Page) => page.getByRole('textbox', { name: 'Text of a step' })
const selected = (page: Page) => node(page).getByRole('heading').first().textContent()

/** A search that is done: looked at, replayed, found in, saved, compared. */
const DONE: Walks = [
  ['view.chosen', { before: (page) => tabTo(page, picture(page)), see: (page) => expect(node(page)).toBeVisible() }],
  ['view.parent', changes(selected)],
  ['view.collapse', { see: collapsed }],
  ['view.expand', { see: expanded }],
  ['view.expandAll', { before: (page) => press('Alt+c')(page).then(() => collapsed(page)), see: expanded }],
  ['view.minimap', changes((page) => button(page, 'Minimap of a large tree').getAttribute('aria-pressed'))],
  ['view.focus', shows((page) => page.getByRole('navigation', { name: 'Part of the tree in the picture' }))],
  ['view.unfocus', hides((page) => page.getByRole('navigation', { name: 'Part of the tree in the picture' }))],
  ['view.deselect', hides(node)],
  [
    'view.fit',
    {
      before: async (page) => {
        await press('+', '+')(page)
        await expect(button(page, 'Fit the tree to the window')).toHaveAttribute('aria-pressed', 'false')
      },
      see: (page) => expect(button(page, 'Fit the tree to the window')).toHaveAttribute('aria-pressed', 'true'),
    },
  ],
  ['view.merge', changes((page) => button(page, 'Equal steps as one').getAttribute('aria-pressed'))],
  lens('right'),
  lens('answer'),
  lens('visits'),
  lens('value'),
  lens('budget'),
  lens('order'),
  lens('log-probability'),
  lens('certainty'),
  lens('reward'),
  [
    'view.outline',
    shows((page) => page.getByRole('tree', { name: 'Outline of the search tree' }), ['Control+Shift+o']),
  ],
  ['view.details', hides((page) => page.getByRole('complementary', { name: 'Votes and node' }), ['Control+i'])],
  ['find.open', { ...shows(findText), focus: findText }],
  [
    'find.next',
    {
      before: async (page) => {
        await page.keyboard.type('answer is')
        await expect(page.getByRole('search').getByRole('status')).toHaveText(/^\d+ found$/)
      },
      see: (page) => expect(page.getByRole('search').getByRole('status')).toHaveText(/^1 of/),
    },
  ],
  ['find.previous', { see: (page) => expect(page.getByRole('search').getByRole('status')).not.toHaveText(/^1 of/) }],
  ['replay.foundPrevious', moves()],
  ['replay.foundNext', moves({ before: runs('replay.foundPrevious'), after: press('Escape') })],
  ['replay.end', moves()],
  ['replay.half', moves()],
  ['replay.answer', moves()],
  ['replay.right', { see: (page) => expect(page.getByText(/^First right answer: /)).toBeVisible() }],
  ['replay.roundPrevious', moves()],
  ['replay.roundNext', moves()],
  ['replay.chosen', moves()],
  ['replay.leadPrevious', moves()],
  ['replay.leadNext', moves({ before: toTheStart })],
  [
    'replay.bookmark',
    {
      ...opens('Bookmarks'),
      after: async (page) => {
        await page.keyboard.press('Enter')
        await expect(dialog(page, 'Bookmarks')).toBeHidden()
      },
    },
  ],
  ['replay.bookmarkPrevious', moves({ before: runs('replay.end') })],
  ['replay.bookmarkNext', moves({ before: toTheStart })],
  ['replay.play', { before: toTheStart, see: (page) => expect(button(page, 'Pause the replay')).toBeVisible() }],
  ['replay.pause', { see: (page) => expect(button(page, 'Replay')).toBeVisible() }],
  ['picture.svg', { ...brings('download', /\.svg$/) }],
  ['picture.png', { ...brings('download', /\.png$/) }],
  ['picture.print', prints()],
  ['picture.solutions', { ...brings('download', /\.jsonl?$/) }],
  ['run.save', { ...brings('download', /\.espalier\.jsonl$/) }],
  ['run.page', { ...brings('download', /\.html$/) }],
  ['run.star', { see: (page) => expect(page.getByText('The run is starred.')).toBeVisible() }],
  ['link.copy', { see: (page) => expect(page.getByText('The link is copied.')).toBeVisible() }],
  [
    'settings.take',
    { see: (page) => expect(page.getByText('The set-up has the settings of this run already.')).toBeVisible() },
  ],
  [
    'compare.method',
    {
      ...opens('Same problem, other method'),
      after: async (page) => {
        await page.keyboard.press('Enter')
        await expect(page.getByRole('region', { name: '2 runs side by side' })).toBeVisible()
        await expect(page.getByRole('article')).toHaveCount(2)
        await expect(state(page)).toHaveText(/Done/)
        await expect.poll(() => focusFault(page)).toBeNull()
      },
    },
  ],
  [
    'compare.close',
    {
      see: (page) => expect(page.getByRole('region', { name: /side by side$/ })).toBeHidden(),
      focus: picture,
    },
  ],
  [
    'run.close',
    {
      see: (page) => expect(screen(page, 'Search tree and its controls').getByText('Press Run')).toBeVisible(),
      focus: (page) => button(page, 'Run'),
    },
  ],
]

/** An experiment that waits, and one that is done. */
const EXPERIMENT: Walks = [
  ['figure.svg', brings('download', /\.svg$/)],
  ['figure.png', brings('download', /\.png$/)],
  ['figure.print', prints()],
  [
    'experiment.resume',
    {
      before: async (page) => {
        await tabTo(
          page,
          page.getByRole('complementary', { name: 'Experiments' }).getByRole('button', { name: /^One minute/ }),
        )
        await page.keyboard.press('Enter')
      },
      see: (page) => expect(button(page, 'Pause the experiment')).toBeVisible(),
    },
  ],
  ['experiment.pause', { see: (page) => expect(button(page, 'Resume the experiment')).toBeVisible() }],
  ['experiment.cancel', { see: (page) => expect(button(page, 'Cancel the experiment')).toBeHidden() }],
  ['experiment.new', { see: (page) => expect(page.getByRole('textbox', { name: 'Budgets' })).toBeVisible() }],
]

const WALKS = { EMPTY, WAITING, RUNNING, DONE, EXPERIMENT }

async function walkAll(page: Page, walks: Walks): Promise<void> {
  for (const [id, one] of walks) await test.step(id, () => walk(page, id, one))
}

async function open(page: Page, address: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.goto(address)
  await expect(button(page, 'Run')).toBeEnabled()
}

test('every command has its place in the walk', () => {
  const walked = Object.values(WALKS).flatMap((walks) => walks.map(([id]) => id))
  expect(walked.toSorted()).toEqual(COMMANDS.map(({ id }) => id).toSorted())
})

test('what cannot be done now says why, in the palette and where its keys are pressed', async ({ page, program }) => {
  await open(page, program.url)
  await page.keyboard.press('Control+Shift+m')
  await expect(screen(page, 'Models')).toBeVisible()
  await page.keyboard.press('Control+k')
  const options = page.getByRole('listbox').getByRole('option')
  await expect(options).toHaveCount(COMMANDS.length - 1)
  const refused = new Map<string, string>()
  for (const option of await options.all()) {
    if ((await option.getAttribute('aria-disabled')) !== 'true') continue
    const id = (await option.getAttribute('id'))!.replace(/^.*?-(?=[a-z])/, '')
    refused.set(id, (await option.locator('.lack').textContent())!)
  }
  expect(refused.size).toBeGreaterThan(60)
  for (const [id, lack] of refused) expect(lack, id).toMatch(/^[A-Z].+\.$/)
  await page.keyboard.press('Escape')
  for (const { id, label, shortcut } of COMMANDS) {
    const lack = refused.get(id)
    if (shortcut === null || lack === undefined) continue
    await page.keyboard.press(keysOf(shortcut))
    await expect(page.getByText(`${label}: ${lack}`, { exact: true }), id).toBeVisible()
    expect(await focusFault(page), id).toBeNull()
  }
})

test('before the first search', async ({ page, program }) => {
  await page.addInitScript(() => {
    Math.random = () => 0.417
  })
  await open(page, program.url)
  await expect(button(page, 'Run')).toBeFocused()
  await walkAll(page, EMPTY)
})

test('a search that waits and is changed by hand', async ({ page, program }) => {
  await open(page, program.url)
  await walkAll(page, WAITING)
})

test('a search that takes long', async ({ page, program }) => {
  await keepSettings(page, { method: 'rebase', parameters: { rebase: { width: 1024 } } })
  await open(page, program.url)
  await walkAll(page, RUNNING)
})

test('a search that is done', async ({ page, program, context }) => {
  await context.grantPermissions(['clipboard-write'])
  await keepSettings(page, { speed: 'even-1' })
  await open(page, program.url)
  await page.keyboard.press('Control+Enter')
  await expect(state(page)).toHaveText(/Done/)
  await walkAll(page, DONE)
})

test.describe('experiments', () => {
  let address: string
  test.beforeAll(async () => {
    address = await startPreview()
  })
  test.afterAll(stopPreview)

  test('experiments that are done and that wait', async ({ page }) => {
    await keepSettings(page, { screen: 'experiment' })
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.goto(`${address}?experiments=paused,done&experimentPace=2000`)
    await expect(page.getByRole('tab', { name: 'Accuracy' })).toBeVisible()
    await tabTo(page, page.getByRole('tab', { name: 'Accuracy' }))
    await walkAll(page, EXPERIMENT)
  })
})

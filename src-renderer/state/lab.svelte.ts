// Everything the window holds, in one place: connection, settings, form, history, the run on screen, the selection.
// Knows how its parts work together. Does not know components; commands.ts is the list of what a user can do with it.
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import { reportOf } from '../../src-main/contract/errors.ts'
import type { RunState } from '../../src-main/contract/event.ts'
import type { ModelInfo } from '../../src-main/contract/model.ts'
import { ROOT } from '../../src-main/contract/node.ts'
import type { CallResult } from '../../src-main/contract/api.ts'
import type { Problem } from '../../src-main/contract/problem.ts'
import type { Connection, Refusal } from '../engine.ts'
import type { RunRequest } from '../../src-main/contract/run.ts'
import { Branches } from './branches.svelte.ts'
import { Caches } from './caches.svelte.ts'
import { Comparison } from './comparison.svelte.ts'
import { Devices } from './devices.svelte.ts'
import { Downloads } from './downloads.svelte.ts'
import { tellEnd, toldOfExperiment, toldOfRun } from './ends.ts'
import type { Told } from './ends.ts'
import { Experiments } from './experiments.svelte.ts'
import { Find } from './find/find.svelte.ts'
import { History } from './history.svelte.ts'
import { Library } from './library.svelte.ts'
import { Look } from './look.svelte.ts'
import { Panels } from './panels.svelte.ts'
import type { ImportedFile } from './problem-import.svelte.ts'
import { Problems } from './problems.svelte.ts'
import { Replay } from './replay/replay.svelte.ts'
import { ResultsImport } from './results-import.svelte.ts'
import { RunDraft } from './run-draft.svelte.ts'
import { RunView } from './run-view.svelte.ts'
import type { LastShown } from './last-shown.ts'
import type { ScreenId, Settings } from './settings.svelte.ts'
import { Steering } from './steering.svelte.ts'
import { mergedSettings, readSettings, writeSettings } from './settings.svelte.ts'
import { RunFiles } from './run-files.ts'
import { TakenSettings } from './taken-settings.svelte.ts'
import { TokenTexts } from './token-texts.svelte.ts'
import { Updates } from './updates.svelte.ts'
import { Sight } from './sight.svelte.ts'
import { WorkspaceFiles } from './workspace-files.ts'

/** The problem that a first start opens on: a tree worth looking at, with several answers and the right one chosen. */
const SAMPLE = { level: 3, offset: 7 }

/** Settings, and what explains the program. */
export type HelpDialog = 'settings' | 'shortcuts' | 'glossary' | 'about'

interface LabOptions {
  connection: Connection
  storage: Pick<Storage, 'getItem' | 'setItem'>
  schedule?: (callback: (milliseconds: number) => void) => void
}

export class Lab {
  readonly draft = new RunDraft()
  readonly find = new Find()
  readonly sight = new Sight()
  readonly caches: Caches
  readonly comparison: Comparison
  readonly devices: Devices
  readonly downloads: Downloads
  readonly experiments: Experiments
  readonly history: History
  readonly library: Library
  readonly problems: Problems
  readonly replay: Replay
  readonly run: RunView
  readonly tokenTexts: TokenTexts
  readonly runFiles: RunFiles
  readonly workspace: WorkspaceFiles
  /** The settings of an opened run that the form took over. */
  readonly taken = new TakenSettings(this.draft, () => this.models)
  readonly steering: Steering
  readonly branches = new Branches(this)
  readonly updates = new Updates()
  readonly panels = new Panels({ read: () => this.settings, remember: () => this.remember() })
  readonly look = new Look({ read: () => this.settings, remember: () => this.remember() })

  settings: Settings = $state()!
  connection: Connection['state'] = $state()!
  info = $state.raw<CallResult<'engine.info'> | null>(null)
  models = $state.raw<ModelInfo[]>([])
  /** What went wrong last and was not put away yet. */
  error = $state.raw<ErrorReport | null>(null)
  /** Something that concerns every run, for example that runs are kept in memory only. */
  notice = $state.raw<ErrorReport | null>(null)
  /** What was done, in a sentence, until it is put away. */
  told = $state<string | null>(null)
  /** What is told in passing: why a command was not run, or what it has done out of sight. */
  passing = $state<string | null>(null)
  /** True from the Run command until the run is on screen. */
  starting = $state(false)
  /** Why the host lets this window not in, while `connection` is `refused`. */
  refusal = $state.raw<Refusal | null>(null)
  /** After a lost connection that came back, until the note is put away: whether messages were missed and everything was loaded again. */
  back = $state<'resumed' | 'renewed' | null>(null)
  selected = $state<number | null>(null)
  autoFit = $state(true)
  /** The nodes that are shown as one with the selected one, itself included, oldest first. */
  alike = $state.raw<readonly number[]>([])
  palette = $state(false)
  /** The dialog of settings or help that is open. */
  help = $state<HelpDialog | null>(null)
  /** The word that the glossary opens on. */
  word = $state<string | null>(null)
  touring = $state(false)
  choosingProblem = $state(false)
  showingDevices = $state(false)
  readingQuestion = $state(false)
  /** Whether the step that is read shows its tokens' log-probabilities. */
  tokenLens = $state(false)
  /** The file with results of others whose preview is shown. */
  importing = $state.raw<ResultsImport | null>(null)

  #connection: Connection
  #storage: LabOptions['storage']

  constructor(options: LabOptions) {
    this.#connection = options.connection
    this.#storage = options.storage
    this.settings = readSettings(options.storage)
    this.connection = options.connection.state
    this.refusal = options.connection.refusal
    this.draft.restore($state.snapshot(this.settings))
    const report = (error: unknown): void => this.report(error)
    this.caches = new Caches(options.connection)
    this.devices = new Devices(options.connection)
    this.downloads = new Downloads(options.connection)
    this.experiments = new Experiments(options.connection, this.#lastShown('experiment'))
    this.history = new History(options.connection)
    this.library = new Library(options.connection, this.#lastShown('model'))
    this.problems = new Problems(options.connection)
    this.runFiles = new RunFiles(options.connection)
    this.workspace = new WorkspaceFiles(options.connection)
    const pace = options.schedule ? { schedule: options.schedule } : {}
    this.run = new RunView({ engine: options.connection, failed: report, speed: () => this.settings.speed, ...pace })
    this.steering = new Steering({ lab: this, engine: options.connection, ...pace })
    this.tokenTexts = new TokenTexts(options.connection)
    this.comparison = new Comparison({
      engine: options.connection,
      failed: report,
      remember: (ids) => {
        this.settings.shown.compared = [...ids]
        this.remember()
      },
      ...pace,
    })
    this.replay = new Replay({
      run: this.run,
      read: () => this.settings,
      write: (kept) => {
        Object.assign(this.settings, kept)
        this.remember()
      },
      found: () => this.find.hits ?? [],
      bring: (node) => this.bring(node),
    })
    this.#listen()
  }

  /** The problem of the run on screen, or of the form; null where neither has one. */
  get problem(): Pick<Problem, 'question' | 'answer' | 'level'> | null {
    const { source, chosen, ownQuestion, ownAnswer } = this.draft
    if (this.run.header) return this.run.header.spec.problem
    if (source === 'dataset') return chosen
    return ownQuestion.trim() === '' ? null : { question: ownQuestion, answer: ownAnswer.trim() || null, level: null }
  }

  /** State of the run on screen at its newest event, or null where there is none. */
  get runState(): RunState | null {
    return this.run.header ? (this.summaryState ?? this.run.frame.tree.state) : null
  }

  /** True while the run on screen still uses the engine. */
  get busy(): boolean {
    const state = this.runState
    return state === 'queued' || state === 'running' || state === 'paused'
  }

  /** Loads what a start needs: engine, models, a sample problem, history. */
  async start(): Promise<void> {
    await this.attempt(async () => {
      const [info, { models }] = await Promise.all([
        this.#connection.call('engine.info', {}),
        this.#connection.call('models.list', {}),
      ])
      this.info = info
      this.notice = info.notice
      this.#adopt(models)
      await this.problems.loadDatasets()
      if (!this.draft.chosen) {
        const sample = await this.problems.at(SAMPLE.offset, SAMPLE.level)
        this.draft.chosen = sample.problem ?? (await this.problems.at(0, null)).problem
      }
      await this.history.search(this.history.query)
    })
    await this.#showLast()
  }

  /** Starts the run that the form describes and brings it on screen; with `paused` it waits before its first step. */
  async startRun({ paused = false } = {}): Promise<void> {
    const { request } = this.draft
    if (request) await this.#startRun(request, paused)
  }

  /** Starts this run on the Solve screen, whatever the form describes: a run of an experiment, to see its tree. */
  async openTree(request: RunRequest): Promise<void> {
    this.showScreen('solve')
    await this.#startRun(request, false)
    if (this.run.header) this.taken.take(this.run.header)
  }

  /** Shows what a file with results of others would be. */
  async startResults(file: ImportedFile): Promise<void> {
    const importing = new ResultsImport(this.#connection, file.name)
    this.importing = importing
    await importing.read(file)
  }

  async #startRun(request: RunRequest, paused: boolean): Promise<void> {
    if (this.starting) return
    this.starting = true
    this.remember()
    await this.attempt(async () => {
      const { id } = await this.#connection.call('runs.start', { ...request, startPaused: paused })
      await this.show(id)
      if (paused) await this.#connection.call('runs.step', { id })
    })
    this.starting = false
  }

  /** Pauses, resumes, steps or stops the run on screen. */
  async steer(verb: 'pause' | 'resume' | 'step' | 'stop'): Promise<void> {
    const { id } = this.run
    if (id !== null) await this.attempt(() => this.#connection.call(`runs.${verb}`, { id }))
  }

  /** Brings a run on screen, in place of a comparison. */
  async show(id: string): Promise<void> {
    this.comparison.close()
    await this.#bring(id)
  }

  async #bring(id: string): Promise<void> {
    this.#lookAnew()
    this.autoFit = true
    this.panels.drawer = null
    this.#lastShown('run').write(id)
    await this.run.open(id)
  }

  /** Brings a run of the history on screen, and has the form take its settings over. */
  async openRun(id: string): Promise<void> {
    await this.show(id)
    const { header } = this.run
    if (header?.id === id) this.taken.take(header)
  }

  /** Deletes runs; until the notice about it is put away, `undoDelete` brings them back. */
  async deleteRuns(ids: readonly string[]): Promise<void> {
    await this.attempt(() => this.history.delete(ids, this.run.id))
    for (const id of this.history.deletion?.ids ?? []) this.#forget(id)
  }

  async undoDelete(): Promise<void> {
    await this.attempt(async () => {
      const shown = (await this.history.undo())?.shown ?? null
      if (shown !== null && this.run.id === null) await this.show(shown)
    })
  }

  /** Selects the end of the chosen path. */
  selectChosen(): void {
    this.selected = this.run.frame.tree.chosen?.node ?? this.selected
  }

  selectParent(): void {
    if (this.selected !== null) this.selected = this.run.frame.tree.nodes[this.selected]?.parent ?? this.selected
  }

  /** Starts a run and shows it beside the run on screen, or beside those that are compared; the controls are the new one's. */
  async startBeside(request: RunRequest, base: string): Promise<void> {
    if (this.starting) return
    this.starting = true
    await this.attempt(async () => this.#bring(await this.comparison.startBeside(request, base)))
    this.starting = false
  }

  /** Selects a node and brings it into sight. */
  bring(node: number): void {
    this.selected = node
    this.sight.bring(node)
  }

  /** Goes to the next step that was found (`step` 1) or the one before (-1), of those that are there at the moment on screen. */
  findBeside(step: 1 | -1): void {
    const hits = this.find.within(this.run.frame.tree.nodes.length)
    const node = this.find.beside(hits, this.selected, step)
    if (node !== null) this.bring(node)
  }

  /** Fills the picture with the subtree of a node; null with the whole tree. */
  focusOn(node: number | null): void {
    this.sight.focus = node === ROOT ? null : node
    this.autoFit = true
  }

  /** Takes the run off the screen; it stays in the history. */
  putAway(): void {
    this.run.close()
    this.#lastShown('run').write(null)
    this.#lookAnew()
  }

  /** Any problem of the chosen level. */
  async randomProblem(): Promise<void> {
    await this.attempt(async () => {
      const { level } = this.problems
      const { total } = await this.problems.at(0, level)
      const { problem } = await this.problems.at(Math.floor(Math.random() * total), level)
      if (problem) this.chooseProblem(problem)
    })
  }

  chooseProblem(problem: Problem): void {
    this.draft.source = 'dataset'
    this.draft.chosen = problem
  }

  /** Brings a screen to the front; the others keep what they show. */
  showScreen(screen: ScreenId): void {
    this.settings.screen = screen
    this.panels.drawer = null
    this.remember()
  }

  /** Brings the page that adds a model to the front. */
  addModel(): void {
    this.showScreen('models')
    this.library.show(null)
  }

  /** Opens the glossary, on a word if one is given. */
  explain(word: string | null = null): void {
    this.word = word
    this.help = 'glossary'
  }

  /** Begins the tour, which shows the Solve screen, or ends it; it is not offered again. */
  tour(begins: boolean): void {
    if (begins) this.showScreen('solve')
    this.touring = begins
    this.settings.toured = true
    this.remember()
  }

  /** Writes the settings and the form's values. */
  remember(): void {
    Object.assign(this.settings, this.draft.remember())
    writeSettings(this.#storage, $state.snapshot(this.settings))
  }

  /** The settings and the form's values, as JSON. */
  settingsText(): string {
    this.remember()
    return JSON.stringify($state.snapshot(this.settings))
  }

  /** Takes over those of another window of which nothing was chosen here; see `mergedSettings`. */
  takeSettings(text: string): void {
    this.remember()
    this.settings = mergedSettings($state.snapshot(this.settings), text)
    this.draft.restore($state.snapshot(this.settings))
    this.remember()
  }

  /** Shows an error once, as a banner. */
  report(error: unknown): void {
    this.error = reportOf(error)
  }

  /** Shows the host a token, or an address that has one. */
  offerToken(text: string): void {
    this.#connection.offer(text)
  }

  /** Runs something that may fail; a failure becomes the banner. */
  async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.report(error)
    }
  }

  /** State that the history knows of the run on screen: it is the newest also while an earlier moment is replayed. */
  private get summaryState(): RunState | undefined {
    if (this.run.cursor === null) return undefined
    return this.history.runs.find((run) => run.id === this.run.id)?.state
  }

  #lastShown(screen: Exclude<keyof Settings['shown'], 'compared'>): LastShown {
    return {
      read: () => this.settings.shown[screen],
      write: (id) => {
        this.settings.shown[screen] = id
        this.remember()
      },
    }
  }

  /** Brings what was on screen last there again, a run or several side by side; one that is gone leaves the screen empty. */
  async #showLast(): Promise<void> {
    const { run, compared } = this.settings.shown
    if (this.run.id !== null || this.comparison.on) return
    // What is gone since, or cannot be had, is told by the history and the banner.
    if (run !== null) await this.#bring(run).catch(() => undefined)
    // The form remembers all but its problem, and Run must not put another problem's tree in place of this one.
    if (this.run.header) this.draft.takeProblem(this.run.header.spec.problem)
    await this.comparison.open(compared).catch(() => (this.settings.shown.compared = []))
  }

  #listen(): void {
    this.#connection.listen('run.events', (message) => {
      this.run.receive(message)
      this.comparison.receive(message)
    })
    this.#connection.listen('run.summary', (summary) => {
      const before = this.history.runs.find(({ id }) => id === summary.id)?.state
      this.#tellEnd(toldOfRun(before, summary))
      this.history.update(summary)
    })
    const states: Partial<Record<string, string>> = {}
    this.#connection.listen('experiment.progress', (progress) => {
      this.#tellEnd(toldOfExperiment(states[progress.id], progress))
      states[progress.id] = progress.state
    })
    this.#connection.listen('run.deleted', ({ id }) => {
      this.history.remove(id)
      this.#forget(id)
    })
    this.#connection.listen('run.remarked', ({ runs }) => this.history.remarked(runs))
    this.#connection.listen('run.restored', ({ ids }) => {
      this.history.restored(ids)
      for (const id of ids) this.replay.recallRun(id)
    })
    this.#connection.listen('engine.notice', (notice) => (this.notice = notice))
    this.#connection.listen('models.changed', ({ models }) => this.#adopt(models))
    this.#connection.onState((state) => {
      const before = this.connection
      this.connection = state
      this.refusal = this.#connection.refusal
      if (state === 'open' && before === 'lost') this.back = 'resumed'
    })
    this.#connection.onRenewed(() => void this.#reload())
  }

  /** Loads everything that is shown: what was told meanwhile was missed. */
  async #reload(): Promise<void> {
    this.back = 'renewed'
    // What was asked of the engine that has ended; there is another one now.
    if (this.error?.code === 'engine-stopped') this.error = null
    await this.start()
    await Promise.all([
      this.attempt(() => this.run.reopen()),
      this.attempt(() => this.comparison.reopen()),
      this.experiments.reconnected(),
      this.library.reconnected(),
      this.downloads.reconnected(),
      this.devices.reconnected(),
    ])
  }

  #tellEnd(told: Told | null): void {
    if (told && this.settings.notify) tellEnd(told)
  }

  #adopt(models: ModelInfo[]): void {
    this.models = models
    this.draft.adoptModels(models)
    this.experiments.draft.adoptModels(models)
  }

  #forget(id: string): void {
    this.comparison.takeOut(id)
    this.replay.forgetRun(id)
    if (this.run.id !== id) return
    this.run.close()
    this.#lookAnew()
  }

  /** Nothing of what was looked at in a tree means anything in another one. */
  #lookAnew(): void {
    this.selected = null
    this.sight.reset()
    this.branches.expandAll()
    this.replay.reset()
    this.find.forget()
  }
}

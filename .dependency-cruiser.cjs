// Who may import whom, types included: rooms, their shelves and the window's floors. See ARCHITECTURE.md.
// Knows the houses and what each of their rooms stands on. Does not know what is loaded while the program runs: that is
// .dependency-cruiser.loading.mjs.

/**
 * Each house with its rooms, and for each room those that it stands on. A room sees itself, what it stands on, and what that stands
 * on in turn; nothing else of its house. A room is a folder, or a file if it has an ending; `*.ts` is the files of the house itself.
 */
const HOUSES = {
  'src-': {
    'main/contract': [],
    'main/grading': ['main/contract'],
    'main/search': ['main/grading'],
    // Of the search only the two interfaces, and those stand on nothing else.
    'main/search/policy.ts': ['main/contract'],
    'main/search/verifier.ts': ['main/search/policy.ts'],
    'main/inference': ['main/grading', 'main/search/verifier.ts'],
    'main/engine': ['main/search', 'main/inference'],
    'main/hosts': [
      'main/contract',
      'main/engine/engine.ts',
      'main/engine/folders.ts',
      'main/engine/make-folder.ts',
      'main/engine/runtime-place.ts',
    ],
    'main/cli': ['main/engine', 'main/hosts/web', 'renderer/plot/accuracy-picture.ts'],
    'main/cli.ts': ['main/cli'],
    renderer: ['main/contract'],
  },
  'src-main/inference/': {
    weights: [],
    architecture: ['weights'],
    gguf: ['architecture'],
    prompt: [],
    model: ['architecture', 'gguf', 'prompt'],
    thread: [],
    forms: ['model', 'thread'],
    device: [],
    server: ['prompt'],
    native: ['device'],
    graph: ['model', 'device', 'native'],
    sampling: ['graph'],
    decoding: ['sampling'],
    session: ['decoding', 'thread'],
    trial: ['graph', 'thread'],
  },
  'src-main/engine/': {
    'folders.ts': [],
    'runtime-place.ts': ['folders.ts'],
    'make-folder.ts': [],
    'own-folder.ts': ['make-folder.ts'],
    'folder-watch.ts': [],
    'record-steps.ts': [],
    'topics.ts': [],
    'claim.ts': ['make-folder.ts'],
    'whole-file.ts': [],
    hub: ['folders.ts', 'claim.ts', 'whole-file.ts', 'topics.ts'],
    library: ['hub', 'own-folder.ts'],
    history: ['folders.ts', 'folder-watch.ts', 'record-steps.ts', 'claim.ts', 'whole-file.ts', 'topics.ts'],
    device: ['library'],
    foreign: ['library'],
    run: ['history', 'foreign'],
    experiment: ['history', 'foreign'],
    workspace: ['run', 'experiment'],
    'engine.ts': ['device', 'workspace'],
  },
  'src-main/engine/experiment/': {
    figures: [],
    run: ['figures'],
    export: ['figures'],
    '*.ts': ['run', 'export'],
  },
  'src-main/hosts/': {
    'window-files.ts': [],
    'serve-engine.ts': [],
    'built.ts': [],
    'electron-binary.ts': [],
    'electron-wish.ts': [],
    'exit-codes.ts': [],
    'sandbox-off.ts': [],
    web: ['window-files.ts', 'serve-engine.ts'],
    electron: ['window-files.ts', 'serve-engine.ts', 'exit-codes.ts', 'sandbox-off.ts'],
    'start.ts': ['web', 'built.ts', 'electron-binary.ts', 'electron-wish.ts', 'exit-codes.ts', 'sandbox-off.ts'],
  },
  'src-renderer/': {
    line: [],
    'engine.ts': ['line'],
    'content-policy.ts': [],
    'theme.css': [],
    text: [],
    ui: ['text'],
    reading: [],
    tree: ['ui', 'reading'],
    plot: ['ui'],
    state: ['text', 'engine.ts'],
    // The page that replays one run without the window; its data are what the window knows of it.
    'screens/solve/tally.ts': [],
    'replay/replay-data.ts': ['ui'],
    replay: ['tree', 'screens/solve/tally.ts', 'replay/replay-data.ts', 'theme.css'],
    commands: ['state', 'tree', 'plot', 'replay/replay-data.ts'],
    screens: ['commands', 'screens/solve/tally.ts'],
    shell: ['screens'],
    'main.ts': ['shell', 'content-policy.ts', 'theme.css'],
  },
}

/** A regular expression of the paths of these rooms. */
function anyOf(house, rooms) {
  const path = (room) => (house + room).replaceAll('.', '\\.').replace('*', '[^/]+') + (room.includes('.') ? '$' : '/')
  return rooms.map((room) => `^${path(room)}`).join('|')
}

/** A room, what it stands on, and what that stands on. */
function seenFrom(room, rooms) {
  return [...new Set([room, ...(rooms[room] ?? []).flatMap((under) => seenFrom(under, rooms))])]
}

/** A rule for each room of a house, and one against files that stand in no room. */
function rulesOf([house, rooms]) {
  const names = Object.keys(rooms)
  const looksDown = names.map((room) => ({
    name: `${house}${room}-looks-down`,
    severity: 'error',
    from: { path: anyOf(house, [room]) },
    to: { path: `^${house}`, pathNot: anyOf(house, seenFrom(room, rooms)) },
  }))
  const stray = {
    name: `${house}-has-a-place-for-it`,
    comment: 'A new room gets its row in the table above.',
    severity: 'error',
    from: { path: `^${house}`, pathNot: anyOf(house, names) },
    to: {},
  }
  return [...looksDown, stray]
}

module.exports = {
  forbidden: [
    ...Object.entries(HOUSES).flatMap(rulesOf),
    {
      name: 'contract-imports-only-zod',
      severity: 'error',
      from: { path: '^src-main/contract/' },
      to: { dependencyTypes: ['npm', 'core'], pathNot: 'node_modules/zod' },
    },
    {
      name: 'search-does-no-io',
      severity: 'error',
      from: { path: '^src-main/(contract|grading|search)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'engine-keeps-its-inside',
      comment:
        'The command line asks the engine and reads its files and sums; sessions, devices and runs are the engine’s own.',
      severity: 'error',
      from: { path: '^src-main/cli' },
      to: { path: '^src-main/(inference/(?!server/)|engine/(device|run)/)' },
    },
    {
      name: 'commands-stand-alone',
      comment: 'Only cli.ts sees a command; what two of them need is a file beside them.',
      severity: 'error',
      from: { path: '^src-main/cli/' },
      to: {
        path: '^src-main/cli/(allocate|answers|compare|devices|evaluate|experiment|methods|models|problems|results|run|serve|vote|workspace)\\.ts$',
      },
    },
    {
      name: 'electron-only-in-its-host',
      severity: 'error',
      from: { pathNot: '^(src-main/hosts/electron/|electron\\.config\\.ts|tests/e2e/electron|build/)' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'one-transport',
      comment: 'Only engine.ts of the window and the lines that it stands on know how messages travel.',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: '^src-renderer/(engine\\.ts$|line/)' },
      to: { path: '^src-main/contract/channel\\.ts$|node_modules/msgpackr' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)out/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.svelte'],
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'types', 'default'],
    },
  },
}

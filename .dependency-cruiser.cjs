// The room rule: imports point one way, contract <- grading <- search <- inference <- engine <- hosts and cli,
// and contract <- src-renderer, into which only cli looks, by one door: a report's picture. See ARCHITECTURE.md.
const only = (name, room, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: room },
  to: { pathNot: allowed, path: '^src-' },
})

module.exports = {
  forbidden: [
    only('contract-knows-nobody', '^src-main/contract/', '^src-main/contract/', 'The contract imports only zod.'),
    {
      name: 'contract-imports-only-zod',
      severity: 'error',
      from: { path: '^src-main/contract/' },
      to: { dependencyTypes: ['npm', 'core'], pathNot: 'node_modules/zod' },
    },
    only('grading-is-pure', '^src-main/grading/', '^src-main/(contract|grading)/', 'Grading sees the contract only.'),
    only(
      'search-knows-no-model',
      '^src-main/search/',
      '^src-main/(contract|grading|search)/',
      'Search knows no ONNX, file or clock.',
    ),
    {
      name: 'search-does-no-io',
      severity: 'error',
      from: { path: '^src-main/(contract|grading|search)/' },
      to: { dependencyTypes: ['core'] },
    },
    only(
      'inference-sees-two-interfaces',
      '^src-main/inference/',
      '^src-main/(contract|grading|inference)/|^src-main/search/(policy|verifier)\\.ts$',
      'Inference sees only the interfaces Policy and Verifier of the search room.',
    ),
    only(
      'engine-below-hosts',
      '^src-main/engine/',
      '^src-main/(contract|grading|search|inference|engine)/',
      'The engine knows no host.',
    ),
    only(
      'hosts-import-no-window',
      '^src-main/hosts/',
      '^src-main/',
      'Hosts serve the built window, they import none of it.',
    ),
    only(
      'command-line-draws-by-one-door',
      '^src-main/cli',
      '^src-main/|^src-renderer/plot/accuracy-picture\\.ts$',
      'The command line draws a report’s picture as the window does, and sees nothing else of the window.',
    ),
    {
      name: 'picture-without-a-window',
      comment: 'What the command line draws with is data and text: it runs from source, without Svelte and browser.',
      severity: 'error',
      from: { path: '^src-renderer/plot/accuracy-picture\\.ts$' },
      to: { path: '\\.svelte$|\\.svelte\\.ts$|node_modules/svelte/', reachable: true },
    },
    only(
      'renderer-sees-the-contract',
      '^src-renderer/',
      '^(src-renderer/|src-main/contract/)',
      'The window sees the contract only.',
    ),
    {
      name: 'electron-only-in-its-host',
      severity: 'error',
      from: { pathNot: '^(src-main/hosts/electron/|electron\\.config\\.ts|tests/e2e/electron|build/)' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'one-transport',
      comment: 'Only engine.ts of the window knows how messages travel.',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: '^src-renderer/engine\\.ts$' },
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

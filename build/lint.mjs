// `npm run lint`: form (Prettier), rules (ESLint), rooms and what they load (dependency-cruiser), dead code (knip).
// Knows the tools. Runs all of them, also when one complains.
import { spawnSync } from 'node:child_process'

const TOOLS = [
  ['form', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['rules', 'eslint', ['--max-warnings', '0', '.']],
  ['rooms', 'depcruise', ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src-main', 'src-renderer']],
  [
    'loading',
    'depcruise',
    ['--config', '.dependency-cruiser.loading.mjs', '--output-type', 'err', 'src-main', 'src-renderer'],
  ],
  ['dead code', 'knip', ['--no-progress']],
]

const failed = TOOLS.filter(([name, program, options]) => {
  const begun = Date.now()
  // By npm's shell, because Windows starts .cmd files no other way.
  const { status } = spawnSync(program, options, { stdio: 'inherit', shell: process.platform === 'win32' })
  const seconds = ((Date.now() - begun) / 1000).toFixed(1)
  process.stdout.write(`lint, ${name} (${program}): ${status === 0 ? 'ok' : 'FAILED'}, ${seconds} s\n`)
  return status !== 0
})
process.exitCode = failed.length === 0 ? 0 : 1

// Files that are opened by a browser on their own: the report of an experiment and the page that replays a run.
import { weakeningsOf } from '../weakening.ts'

const EXPORT = 'tests/engine/experiment/export/export.test.ts'
const report = weakeningsOf('src-main/engine/experiment/export/export-html.ts', EXPORT)
const tree = weakeningsOf(
  'src-main/engine/experiment/export/svg-tree.ts',
  'tests/engine/experiment/export/svg-tree.test.ts',
)
const words = weakeningsOf('src-main/engine/experiment/export/html-table.ts', EXPORT)
const replay = weakeningsOf('build/replay-page.ts', 'tests/window/replay/replay-page.test.ts')

const POLICY = "\"default-src 'none'; style-src"
const element = (name: string) => tree(`${name} in a report’s picture`, "new Set(['svg',", `new Set(['${name}', 'svg',`)
const attribute = (name: string) =>
  tree(`the attribute ${name} there`, "...['x', 'y', 'dx'", `...['${name}', 'x', 'y', 'dx'`)

export const REPORTS = [
  report('scripts in a report', POLICY, "\"default-src 'none'; script-src 'unsafe-inline'; style-src"),
  report('anything in a report', POLICY, '"default-src *; style-src'),
  report('a report’s forms', "; form-action 'none'", ''),
  report('a report’s base', "; base-uri 'none'", ''),
  report('no policy in a report', '<meta http-equiv="Content-Security-Policy" content="${POLICY}">\n', ''),
  report('any picture in a report', "if (picture !== '') checkPicture(picture)", ''),
  report('a name as HTML', '<h1>${name}</h1>', '<h1>${header.spec.name}</h1>'),
  words('words as HTML', '.replace(/[&<>"\']/g', '.replace(/[&]/g'),
  element('script'),
  element('style'),
  element('foreignObject'),
  element('a'),
  element('image'),
  element('use'),
  element('animate'),
  element('set'),
  attribute('onload'),
  attribute('style'),
  attribute('href'),
  tree('an address that is fetched', '/url\\(|', '/'),
  tree('an address of the web', 'https?:|\\/\\/|', ''),
  tree('hidden signs', ' || STRANGE_ENTITY.test(value)', ''),
  tree('an escape of CSS', '|\\\\/i', '/i'),
  tree('another namespace', 'value !== NAMESPACE', 'value === undefined'),
  tree('an entity', "if (STRANGE_ENTITY.test(words)) throw refused('it holds an entity')", ''),
  tree('elements in a title', "new Set(['title', 'desc'])", 'new Set<string>()'),
  tree('two pictures', "(seen > 0 || opened !== 'svg')", "opened !== 'svg'"),

  replay('any script in the replay', "`script-src '${checksum(script)}'`", '"script-src \'unsafe-inline\'"'),
  replay('any style in the replay', "`style-src '${checksum(style)}'`", '"style-src \'unsafe-inline\'"'),
  replay('the replay’s base', '    "base-uri \'none\'",\n', ''),
  replay('the replay’s forms', '    "form-action \'none\'",\n', ''),
]

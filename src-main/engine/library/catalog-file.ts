// Reads models/catalog.json and says which of its models are complete on disk.
// Knows the catalog and the files of a model folder. Does not open models.
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { CatalogEntry } from '../../contract/model.ts'
import { Catalog } from '../../contract/model.ts'
import { findGraph, graphFor, graphForms } from '../../inference/model/graph-file.ts'
import { REWARD_FILE } from '../../contract/reward-file.ts'
import { hasSafetensors, WEIGHTS_FILE } from '../../inference/weights/safetensors.ts'

/** Name of the catalog inside the models folder. */
const CATALOG_FILE = 'catalog.json'

/** Reads the catalog. Throws `model-missing` if there is none and `model-broken` if it does not fit. */
export async function readCatalog(modelsFolder: string): Promise<Catalog> {
  const file = join(modelsFolder, CATALOG_FILE)
  const advice = 'Restore the models folder, or name another one with ESPALIER_MODELS.'
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new EspalierError(
      { code: 'model-missing', message: 'The catalog of models is missing.', advice, details: file },
      { cause: error },
    )
  })
  try {
    return Catalog.parse(JSON.parse(text))
  } catch (error) {
    throw new EspalierError(
      {
        code: 'model-broken',
        message: 'The catalog of models cannot be read.',
        advice,
        details: `${file}: ${error instanceof Error ? error.message : String(error)}`,
      },
      { cause: error },
    )
  }
}

/** Why a model cannot be opened, as far as a look into its folder tells; null if every file is there. */
export function lackingFiles(modelsFolder: string, entry: CatalogEntry): ErrorReport | null {
  const folder = join(modelsFolder, entry.folder)
  const report = (message: string, details: string): ErrorReport => ({
    code: 'model-missing',
    message,
    advice: 'Bring the folder back (is its drive connected?), then try again.',
    details,
  })
  if (!existsSync(folder)) return report(`The folder of the model “${entry.name}” is missing.`, folder)
  const missing = ['config.json', 'tokenizer.json'].filter((file) => !existsSync(join(folder, file)))
  if (entry.role === 'verifier' && !existsSync(join(folder, REWARD_FILE))) missing.push(REWARD_FILE)
  const { dtype } = entry
  if (dtype !== undefined && findGraph(folder, dtype) === null) missing.push(graphFor(dtype))
  if (dtype === undefined && !hasSafetensors(readdirSync(folder)) && graphForms(folder).length === 0)
    missing.push(WEIGHTS_FILE)
  if (missing.length === 0) return null
  return report(`The model “${entry.name}” lacks ${missing.join(', ')}.`, folder)
}

// What generation_config.json suggests: which tokens end a text, and how tokens are drawn.
// Knows the file, which a folder need not have. Does not know what else ends a text (config.json, the tokenizer).
import { z } from 'zod'
import { SamplingDefaults } from '../../contract/prompt-record.ts'
import { readCheckedFile } from './json-file.ts'

const FILE = 'generation_config.json'

const Content = z.looseObject({
  eos_token_id: z.union([z.number().int(), z.array(z.number().int()).max(1000)]).nullish(),
  do_sample: z.boolean().nullish(),
})

export interface GenerationDefaults {
  ends: readonly number[]
  sampling: SamplingDefaults
}

const FIELDS = { temperature: 'temperature', topK: 'top_k', topP: 'top_p', minP: 'min_p' } as const

/** Throws `model-broken` for a file that is no JSON. A figure that cannot be is left out, as if the file did not name it. */
export async function readGenerationDefaults(folder: string, names: readonly string[]): Promise<GenerationDefaults> {
  if (!names.includes(FILE)) return { ends: [], sampling: {} }
  return generationDefaultsOf(await readCheckedFile(folder, FILE, Content))
}

function generationDefaultsOf({ eos_token_id: ends, do_sample: samples, ...rest }: z.infer<typeof Content>) {
  // Where the file asks for the likeliest token, its other figures say nothing of drawing.
  const drawn = samples === true ? Object.entries(FIELDS).map(([name, field]) => [name, rest[field]]) : []
  const said = Object.fromEntries([...drawn, ['repetitionPenalty', rest['repetition_penalty']]]) as object
  const sampling = Object.entries(SamplingDefaults.shape).flatMap(([name, schema]) => {
    const figure = schema.safeParse((said as Record<string, unknown>)[name])
    return figure.success && figure.data !== undefined ? [[name, figure.data] as const] : []
  })
  return {
    ends: (Array.isArray(ends) ? ends : [ends]).filter((id) => typeof id === 'number').filter((id) => id >= 0),
    sampling: SamplingDefaults.parse(Object.fromEntries(sampling)),
  }
}

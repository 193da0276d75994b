// Whether a tokenizer puts the beginning token in front of every text: base models are used to it, or to its absence.
// Knows how tokenizer_config.json and tokenizer.json say so. Does not know prompts.
import { z } from 'zod'
import type { TokenizerFiles } from './tokenizer.ts'

const Settings = z.object({ add_bos_token: z.boolean() })

/** What stands around a text; a step of a sequence of processors has this form, too. */
const Template = z.object({
  single: z.array(z.object({ SpecialToken: z.object({ id: z.string() }) }).partial()).min(1),
})
const Processor = z.object({
  post_processor: z.union([Template, z.object({ processors: z.array(z.unknown()) })]),
})

export function addsBeginning({ tokenizer: { model, settings } }: { tokenizer: TokenizerFiles }): boolean {
  const said = Settings.safeParse(settings)
  if (said.success) return said.data.add_bos_token
  const processor = Processor.safeParse(model).data?.post_processor
  const all = processor === undefined ? [] : 'processors' in processor ? processor.processors : [processor]
  return all.some((one) => Template.safeParse(one).data?.single[0]?.SpecialToken !== undefined)
}

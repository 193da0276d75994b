// The control tokens of a tokenizer: those that no text of a person's may become, such as the beginning of a turn.
// Knows how tokenizer.json lists them. Does not know what they mean.
import { z } from 'zod'
import type { ControlToken } from '../prompt/prompt-tokens.ts'
import type { TokenizerFiles } from './tokenizer.ts'

const AddedToken = z.object({
  id: z.number().int().nonnegative(),
  content: z.string().min(1),
  special: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
})

/**
 * Those that are marked as special, and others that a chat template writes (`<think>`). In the order of the file; entries that are
 * none are left out, because the tokenizer says what is wrong with them when it is opened.
 */
export function controlTokens({ model }: TokenizerFiles, template: string): ControlToken[] {
  const listed = z.object({ added_tokens: z.array(z.unknown()) }).safeParse(model)
  if (!listed.success) return []
  return listed.data.added_tokens.flatMap((entry): ControlToken[] => {
    const { data } = AddedToken.safeParse(entry)
    if (!data) return []
    const { special, ...token } = data
    return special || (/\p{L}/u.test(token.content) && template.includes(token.content)) ? [token] : []
  })
}

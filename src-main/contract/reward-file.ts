// `process_reward_config.json` of a model's folder: how its maker says that a process reward model (PRM) is asked and read.
// Knows the file's fields. Does not read files (inference/model/model-folder.ts) or ask models.
import { z } from 'zod'
import { RewardRecord } from './reward-record.ts'

export const REWARD_FILE = 'process_reward_config.json'

const Text = z.string().min(1).max(200)
const System = z.string().max(20_000).default('')
const ChatTemplate = z.string().max(200_000).default('')

/** Without `layout` it is `plain`. Fields of the same names as in the record say the same. */
const Layout = z.discriminatedUnion('layout', [
  z.object({
    layout: z.literal('plain'),
    template: z.string().includes('{question}'),
    step_separator: Text,
    add_bos: z.boolean(),
    tokens_apart: z.boolean().default(false),
  }),
  z.object({ layout: z.literal('chat'), template: ChatTemplate, system: System, step_separator: Text }),
  z.object({
    layout: z.literal('turns'),
    template: ChatTemplate,
    system: System,
    first: z.string().default('{question} {step}'),
  }),
])

const Class = z.number().int().nonnegative()
const Head = z.discriminatedUnion('head', [
  z.object({ head: z.literal('token_pair'), positive: Text, negative: Text }),
  z.object({ head: z.literal('token_classification'), positive: Class, negative: Class }),
  z.object({ head: z.literal('value') }),
  z.object({ head: z.literal('mean_sigmoid') }),
])

const Place = z.object({
  score_token: Text,
  offset: z.union([z.literal(0), z.literal(-1)]),
  /** The policies whose text it was trained on, by their ids or names; left out where it says nothing of them. */
  meant_for: z.array(z.string().min(1)).optional(),
})

type File = z.infer<typeof Layout> & z.infer<typeof Place> & z.infer<typeof Head>

/** What such a file says. */
export interface RewardFile {
  record: RewardRecord
  /** The policies whose text the PRM was trained on, by their ids or names, where it says so. */
  meantFor?: string[] | undefined
}

/** The file's content, checked, as a record. */
export const RewardFile = z
  .unknown()
  .transform((content) => (isObject(content) ? { layout: 'plain', ...content } : content))
  .pipe(z.intersection(z.intersection(Layout, Place), Head))
  .transform((file, context): RewardFile => {
    const { success, data, error } = RewardRecord.safeParse(recordOf(file))
    if (success) return { record: data, meantFor: file.meant_for }
    for (const { path, message } of error.issues) context.addIssue({ code: 'custom', path: [fieldOf(path)], message })
    return z.NEVER
  })

function isObject(content: unknown): content is object {
  return typeof content === 'object' && content !== null && !Array.isArray(content)
}

function recordOf(file: File): RewardRecord {
  const { score_token: scoreToken, offset } = file
  return { layout: layoutOf(file), scoreToken, offset, head: headOf(file) }
}

function layoutOf(file: z.infer<typeof Layout>): RewardRecord['layout'] {
  const { layout: kind, template } = file
  if (kind === 'turns') return { kind, template, system: file.system, first: file.first }
  const { step_separator: stepSeparator } = file
  if (kind === 'chat') return { kind, template, system: file.system, stepSeparator }
  return { kind, template, addBeginning: file.add_bos, stepSeparator, apart: file.tokens_apart }
}

function headOf(file: z.infer<typeof Head>): RewardRecord['head'] {
  const { head: kind } = file
  if (kind === 'token_pair') return { kind, positive: file.positive, negative: file.negative }
  if (kind === 'token_classification') return { kind, positive: file.positive, negative: file.negative }
  return { kind }
}

/** The file's field for a path of the record. */
function fieldOf(path: readonly PropertyKey[]): string {
  const name = String(path.at(-1) ?? 'layout')
  return { scoreToken: 'score_token', stepSeparator: 'step_separator', addBeginning: 'add_bos' }[name] ?? name
}

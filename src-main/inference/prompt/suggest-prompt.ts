// The record that a model's own files suggest: how it is asked as long as nobody says otherwise.
// Knows what instruct models and base models are used to. Does not know where files lie or how they are read.
import { PromptRecord } from '../../contract/prompt-record.ts'
import type { SamplingDefaults } from '../../contract/prompt-record.ts'
import { WORKED_EXAMPLES } from './worked-examples.ts'

/** What is known of a model. */
export interface PromptSources {
  /** Its chat template, in Jinja; null for a base model. */
  chatTemplate: string | null
  /** What its files say of how tokens are drawn. */
  sampling: SamplingDefaults
  /** The block `espalier` of config.json, which says it all; null for published models. */
  block: { prompt_template: string; add_bos: boolean; step_separator: string } | null
  /** Whether its tokenizer puts the beginning token in front of a text. */
  addsBeginning: boolean
}

const INSTRUCTION = `Solve the problem step by step. Write each step on a line of its own. End with the final answer in \\boxed{}.

{question}`

const PLAIN = 'Question: {question}\nAnswer:'

/** The record of a model. Never throws: a chat template that is too long is left out. */
export function suggestPrompt(sources: PromptSources): PromptRecord {
  const { block, chatTemplate, addsBeginning, sampling } = sources
  if (block) {
    const { prompt_template: template, add_bos: addBeginning, step_separator: separator } = block
    const steps = separator === '\n' ? { kind: 'lines' } : { kind: 'texts', texts: [separator] }
    return PromptRecord.parse({ layout: { kind: 'plain', template, addBeginning }, steps, sampling })
  }
  if (chatTemplate !== null && chatTemplate.trim() !== '') {
    const layout = { kind: 'chat', template: withoutThinking(chatTemplate) }
    const chat = PromptRecord.safeParse({ layout, instruction: INSTRUCTION, steps: { kind: 'lines' }, sampling })
    if (chat.success) return chat.data
  }
  return PromptRecord.parse({
    layout: { kind: 'plain', template: PLAIN, addBeginning: addsBeginning },
    examples: WORKED_EXAMPLES,
    steps: { kind: 'lines' },
    sampling,
  })
}

/**
 * A template that can be told not to think first is told so: a thought is longer than the tokens of a solution, and its lines are no
 * steps that a PRM knows.
 */
function withoutThinking(template: string): string {
  return template.includes('enable_thinking') ? `{%- set enable_thinking = false -%}\n${template}` : template
}

// A chat template: text in Jinja that lays out the turns of a chat as one prompt. It comes with a model, so it may be broken or
// hostile: it is rendered within limits of work, size and time.
// Knows the template language, through the library @huggingface/jinja. Does not know records, tokens, or who speaks.
import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja'
import { EspalierError } from '../../contract/errors.ts'
import { TookTooLong, withinTime } from './limited-time.ts'
import { TEMPLATE_DATE, writtenDate } from './template-date.ts'

/**
 * Expressions and statements that one rendering may evaluate, entries of lists and every 256 characters counted with them; a long
 * chat takes a few thousand.
 */
const EVALUATIONS = 50_000
/** Characters and entries that a value may have, all that is in it included. */
const SIZE = 300_000
/** Numbers that a range may have. */
const NUMBERS = 1000
/** What these limits do not see is cut off after so many milliseconds of work. */
const MILLISECONDS = 1000

export interface Turn {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** What a template is given beside the turns. */
export interface TemplateTexts {
  /** Texts of the beginning and end tokens; empty where the model has none. */
  beginning: string
  end: string
}

/** How a template failed, so that another order of the turns may be tried where it refused this one. */
export class TemplateRefusal extends Error {}

/**
 * The prompt of these turns; `open`, up to where the assistant's next turn begins. The date that a template may ask for is always the same,
 * so that a run can be repeated. Throws TemplateRefusal where the template itself says no, and `bad-input` where it cannot be
 * read, fails, or does more than a template may.
 */
export function renderChat(
  template: string,
  turns: readonly Turn[],
  { beginning, end, open = true }: TemplateTexts & { open?: boolean },
): string {
  const work = () => {
    const program = parse(tokenize(template, { lstrip_blocks: true, trim_blocks: true }))
    const environment = new Environment()
    const given = {
      ...CONSTANTS,
      ...FUNCTIONS,
      messages: turns.map((turn) => ({ ...turn })),
      bos_token: beginning,
      eos_token: end,
      add_generation_prompt: open,
    }
    for (const [name, value] of Object.entries(given)) environment.set(name, value)
    return textOf(limited(new Interpreter(environment)).run(program))
  }
  try {
    return withinTime(work, MILLISECONDS)
  } catch (cause) {
    if (cause instanceof TemplateRefusal || cause instanceof EspalierError) throw cause
    // A range of the language's own: calls inside calls, or a text longer than any.
    throw cause instanceof TookTooLong || cause instanceof RangeError ? tooMuch() : broken(cause)
  }
}

const CONSTANTS = { true: true, false: false, none: null, True: true, False: false, None: null }

const FUNCTIONS = {
  raise_exception(message: unknown): never {
    throw new TemplateRefusal(String(message))
  },
  range(first: number, second?: number, step = 1): number[] {
    const [from, to] = second === undefined ? [0, first] : [first, second]
    const length = Math.max(0, Math.ceil((to - from) / step))
    if (!(length <= NUMBERS)) throw tooMuch()
    return Array.from({ length }, (_, place) => from + place * step)
  },
  strftime_now: (format: string) => writtenDate(TEMPLATE_DATE, format),
}

/** Has an interpreter count what it evaluates, and look at the size of what comes out. */
function limited(interpreter: Interpreter): Interpreter {
  const evaluate = interpreter.evaluate.bind(interpreter)
  const sizeOf = sizes()
  let evaluations = 0
  interpreter.evaluate = (statement, environment) => {
    const result = evaluate(statement, environment)
    const { value } = result as { value: unknown }
    evaluations += 1 + (typeof value === 'string' ? value.length >> 8 : Array.isArray(value) ? value.length : 0)
    if (evaluations > EVALUATIONS || sizeOf(result) > SIZE) throw tooMuch()
    return result
  }
  return interpreter
}

/** Sizes of values, each looked at once: a list that holds another one twice is written out with both. */
function sizes(): (result: object) => number {
  const known = new WeakMap<object, number>()
  const sizeOf = (result: object): number => {
    const value = (result as { value?: unknown }).value
    if (typeof value === 'string') return value.length
    const parts = Array.isArray(value)
      ? (value as object[])
      : value instanceof Map
        ? [...(value.values() as Iterable<object>)]
        : []
    if (parts.length === 0) return 1
    const before = known.get(result)
    if (before !== undefined) return before
    // What holds itself is found here; it would be written out for ever.
    known.set(result, Infinity)
    const size = parts.reduce((sum, part) => sum + sizeOf(part), parts.length)
    known.set(result, size)
    return size
  }
  return sizeOf
}

function textOf(result: { value: unknown }): string {
  return typeof result.value === 'string' ? result.value : ''
}

function tooMuch(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'The chat template does more than laying out a chat, and was stopped.',
    advice: 'Check the template, or lay the prompt out as plain text.',
    details: 'prompt.layout.template: a limit was reached',
  })
}

function broken(cause: unknown): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'The chat template cannot be read.',
    advice: 'Correct it as the details say, or lay the prompt out as plain text.',
    details: `prompt.layout.template: ${cause instanceof Error ? cause.message : String(cause)}`,
  })
}

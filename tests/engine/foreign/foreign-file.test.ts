// Files of other programs, read by their fields: what each format says, which records are left out and why, and the trees of labels.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foldChanges } from '../../../src-main/contract/tree.ts'
import type { Tree } from '../../../src-main/contract/tree.ts'
import { readForeignFile } from '../../../src-main/engine/foreign/foreign-file.ts'
import type { ForeignFile } from '../../../src-main/engine/foreign/foreign-file.ts'
import { previewOf } from '../../../src-main/engine/foreign/foreign-preview.ts'
import { byQuestion, labelledRun } from '../../../src-main/engine/foreign/labelled-run.ts'
import { scoredSteps } from '../../../src-main/engine/foreign/solution-steps.ts'

const read = (text: string, file = 'results.json') => readForeignFile(file, new TextEncoder().encode(text))
const lines = (...records: unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('')

function solutionsIn(text: string) {
  const file = read(text)
  if (file.kind !== 'solutions') throw new Error('no solutions')
  return file.records.map(({ content }) => content)
}

function treesIn(file: ForeignFile): Tree[] {
  if (file.kind !== 'trees') throw new Error('no trees')
  const records = file.together ? byQuestion(file.records) : file.records
  const source = { file: 'labels', format: file.format, rewards: file.rewards }
  return records.map((record) => {
    const { events } = labelledRun(record, { id: 'id', created: '', app: '0', source })
    expect(events.map(({ sequence }) => sequence)).toEqual([...events.keys()])
    return foldChanges(events.map(({ change }) => change))
  })
}

describe('solutions', () => {
  it('of the paper’s code are told from the ends of a search, and lose the question before them', () => {
    const question = 'What is 2 + 2?'
    const sampled = {
      ...{ id: 3, question: `# Question\n\n${question}\n\n# Solution`, ground_truth_answer: 'so\n#### 4<|endoftext|>' },
      model_answer: [
        { text: `# Question\n\n${question}\n\n# Solution\nThe answer is: 4`, num_gen_tokens: 7, step_scores: [0.5] },
      ],
      total_tokens: 7,
    }
    const searched = {
      ...{ id: 4, question, ground_truth_answer: 4, total_tokens: 30 },
      model_answer: [{ text: `${question}Step 1: a ки\nStep 2: The answer is: 4 ки`, step_scores: [0.25, null] }],
    }
    expect(solutionsIn(JSON.stringify([sampled, searched], null, 4))).toEqual([
      {
        ...{ id: '3', question, reference: 'so\n#### 4<|endoftext|>', level: null, tokens: 7, independent: true },
        solutions: [{ text: 'The answer is: 4', rewards: [0.5], tokens: 7 }],
      },
      {
        ...{ id: '4', question, reference: '4', level: null, tokens: 30, independent: false },
        solutions: [{ text: 'Step 1: a ки\nStep 2: The answer is: 4 ки', rewards: [0.25, null], tokens: null }],
      },
    ])
  })

  it('of search-and-learn have a level, tokens where they are told, and are of one search where the tokens say -1', () => {
    const row = {
      problem: 'q',
      answer: '4',
      unique_id: 'a/1.json',
      level: 5,
      completions: ['x', 'y'],
      scores: [[0.1, 0.2], [0.3]],
    }
    const [best, dvts, bare] = solutionsIn(
      lines({ ...row, completion_tokens: [3, 4] }, { ...row, completion_tokens: -1 }, row),
    )
    expect(best).toMatchObject({ id: 'a/1.json', level: 5, tokens: 7, independent: true })
    expect(best!.solutions).toEqual([
      { text: 'x', rewards: [0.1, 0.2], tokens: 3 },
      { text: 'y', rewards: [0.3], tokens: 4 },
    ])
    expect(dvts).toMatchObject({ tokens: null, independent: false })
    expect(bare).toMatchObject({ tokens: null, independent: true })
  })

  it('of Qwen2.5-Math have one score each, of any size', () => {
    const text = lines({
      idx: 0,
      question: 'q',
      gt: '4',
      level: 'Level 3',
      response: ['#### 4', '#### 5'],
      pred_score: [[-4.28], 6.09],
    })
    expect(solutionsIn(text)[0]).toMatchObject({ level: 3, solutions: [{ rewards: [-4.28] }, { rewards: [6.09] }] })
    expect(previewOf('x', read(text)).notes[0]).toMatch(/^The scores lie between −4\.28 and 6\.09, outside of 0 to 1/)
  })

  it('keep scores that Python writes otherwise than JavaScript', () => {
    const text = '{"gt": "4", "response": ["a", "b"], "pred_score": [[1.2345678901234567e-05], [1e-400]]}\n'
    const { solutions } = solutionsIn(text)[0]!
    expect(solutions.map(({ rewards }) => rewards)).toEqual([[Number('1.2345678901234567e-05')], [0]])
  })

  it('that are bad are told by line and field, and lose no other', () => {
    const good = { gt: 4, response: ['#### 4'] }
    const text = lines(
      good,
      { gt: 4, response: 'x' },
      { ...good, pred_score: [[1], [2]] },
      { answer: 3, completions: ['a'], scores: [['no']] },
    )
    const file = read(
      `nonsense\n${text}{"gt": "4", "response": ["a"], "pred_score": [NaN]}\n{"x": 1}\n[1]\n`,
      'r.jsonl',
    )
    expect(file.records).toHaveLength(1)
    expect(file.faults.map(({ message }) => message)).toEqual([
      'r.jsonl, line 1: this is not JSON.',
      'r.jsonl, line 3: field “response”: it must be a list, not the text “x”.',
      'r.jsonl, line 4: there are 1 solutions, but “pred_score” has 2 entries.',
      expect.stringMatching(/^r\.jsonl, line 5: field “scores\.0/) as string,
      'r.jsonl, line 6: NaN is not JSON; write null for it.',
      'r.jsonl, line 7: it has the fields of no known format.',
      'r.jsonl, line 8: this is not a JSON object.',
    ])
    expect(() => read('{"a": 1}\n')).toThrow(/^results\.json holds no results that can be read\. .*no known format/)
    expect(() => read('')).toThrow(/holds no records/)
    expect(read(JSON.stringify([good, good], null, 1).slice(0, -12)).faults[0]!.message).toMatch(
      /the file ends before this does/,
    )
  })

  it('whose ids and questions cannot be are told by their fields', () => {
    const bad = [
      { id: '', question: 'Q?', ground_truth_answer: '4', model_answer: [{ text: '4' }] },
      { id: 'long', question: 'x'.repeat(20_001), ground_truth_answer: '4', model_answer: [{ text: '4' }] },
    ]
    expect(() => previewOf('r', read(lines(bad[0]), 'r'))).toThrow(/r, line 1: field “id”: it must not be empty\.$/)
    expect(() => previewOf('r', read(lines(bad[1]), 'r'))).toThrow(
      /field “question”: The problem is longer than 20,000/,
    )
  })

  it('may be more than a function has arguments', () => {
    const file = read(lines({ gt: '4', response: ['4'] }))
    if (file.kind !== 'solutions') throw new Error('no solutions')
    const records = Array.from({ length: 130_000 }, (_, at) => ({ ...file.records[0]!, place: `line ${at}` }))
    expect(previewOf('r', { ...file, records })).toMatchObject({ kind: 'solutions', problems: 130_000, rewards: 0 })
  })

  it('and trees do not stand in one file', () => {
    const shepherd = { input: 'Q Step 1: a ки', label: 'Q Step 1: a +' }
    const file = read(lines({ gt: 1, response: [] }, shepherd))
    expect(file.kind).toBe('solutions')
    expect(file.faults[0]!.message).toMatch(/line 2: this is Math-Shepherd, the file began as Qwen2\.5-Math/)
  })
})

describe('steps', () => {
  it.each([
    ['a ки\nb ки\nc ки', 3, ['a', 'b', 'c']],
    ['a\n\nb\nc', 2, ['a', 'b\nc']],
    ['a\nb\nc', 3, ['a', 'b', 'c']],
    ['a\n\nb', 1, ['a\n\nb']],
  ])('of %j with %d scores are %j', (text, count, steps) => {
    const { steps: found, misfit } = scoredSteps(
      text,
      Array.from({ length: count }, (_, at) => at / 10),
    )
    expect(found.map(({ text }) => text)).toEqual(steps)
    expect(found.map(({ reward }) => reward)).toEqual(steps.map((_, at) => at / 10))
    expect(misfit).toBeNull()
  })

  it('that do not fit their scores stay whole, without a score', () => {
    expect(scoredSteps('a\n\nb\n\nc', [0.1, 0.2])).toEqual({
      steps: [{ text: 'a\n\nb\n\nc', reward: null }],
      misfit: { steps: 3, rewards: 2 },
    })
  })
})

describe('labels', () => {
  const completion = (text: string, rating: number | null) => ({ text, rating, flagged: false })
  const labelled = (steps: object[], finish_reason: string) => ({
    question: { problem: 'P', ground_truth_answer: '29' },
    label: { steps, finish_reason, total_time: 1 },
  })

  it('of PRM800K are a tree with the alternatives; what the person wrote has no rating', () => {
    const record = labelled(
      [
        { completions: [completion('a', 1), completion('b', -1)], human_completion: null, chosen_completion: 0 },
        { completions: [completion('c', -1)], human_completion: completion('d', null), chosen_completion: null },
        {
          completions: [completion('e', 0), completion('f\n\n# Answer\n\n29', 1)],
          human_completion: null,
          chosen_completion: 1,
        },
      ],
      'solution',
    )
    const [tree] = treesIn(read(lines(record)))
    expect(tree!.nodes.slice(1).map(({ text, parent, reward }) => [text.slice(0, 1), parent, reward])).toEqual([
      ['a', 0, 1],
      ['b', 0, 0],
      ['c', 1, 0],
      ['d', 1, null],
      ['e', 4, 0.5],
      ['f', 4, 1],
    ])
    expect(tree).toMatchObject({ state: 'done', chosen: { by: 'label', node: 6, answer: '29', correct: true } })
    const found = labelled(
      [{ completions: [completion('a', -1)], chosen_completion: null }, { completions: [completion('b', 1)] }],
      'found_error',
    )
    expect(treesIn(read(lines(found)))[0]!.nodes).toHaveLength(2)
    const wrong = labelled([{ completions: [completion('a', 1)], chosen_completion: 3 }], 'solution')
    expect(() => read(lines(wrong))).toThrow(/“chosen_completion” is 3, but there are 1 completions/)
  })

  it('of Math-Shepherd are paths; those of one question stand in one tree', () => {
    const one = {
      input: 'Q? Step 1: a ки\nStep 2: b. The answer is: 4 ки',
      label: 'Q? Step 1: a +\nStep 2: b. The answer is: 4 -',
      task: 'GSM8K',
    }
    const other = { input: 'Q? Step 1: c ки', label: 'Q? Step 1: c +' }
    const [tree, ...rest] = treesIn(read(lines(one, other)))
    expect(rest).toEqual([])
    expect(
      tree!.nodes.slice(1).map(({ text, parent, reward, answer, ending }) => [text, parent, reward, answer, ending]),
    ).toEqual([
      ['Step 1: a', 0, 1, null, null],
      ['Step 1: c', 0, 1, null, 'no-answer'],
      ['Step 2: b. The answer is: 4', 1, 0, '4', 'answer'],
    ])
    expect(tree!.chosen).toBeNull()
  })

  it('of very many solutions of one question are read in no time', () => {
    const one = { input: 'Q? Step 1: a ки', label: 'Q? Step 1: a +' }
    const file = read(lines(one))
    if (file.kind !== 'trees') throw new Error('no trees')
    const records = Array.from({ length: 60_000 }, () => file.records[0]!)
    const begun = process.threadCpuUsage()
    expect(byQuestion(records).map(({ content }) => content.steps.length)).toEqual([60_000])
    expect(process.threadCpuUsage(begun).user / 1e6).toBeLessThan(1)
  })

  it('of more steps than anybody takes are refused', () => {
    const steps = 'a ки '.repeat(1001)
    const long = { input: `Q? Step 1: ${steps}`, label: `Q? Step 1: ${steps.replaceAll('ки', '+')}` }
    expect(() => read(lines(long))).toThrow(/field “input”: it has more than 1000 steps/)
    const many = labelled(
      Array.from({ length: 1001 }, () => ({ completions: [completion('a', 1)] })),
      'solution',
    )
    expect(() => read(lines(many))).toThrow(/field “label.steps”: it must have at most 1000 entries/)
  })

  it.each([
    ['Q Step 1: a +', /at step 1 of 1 it does not repeat “input”/],
    ['Q? Step 1: a *', /step 1 is marked “\*”, not \+ or -/],
    ['Q? Step 1: a', /at step 1 of 1 it does not repeat|step 1 is marked “”/],
  ])('of Math-Shepherd that do not fit are refused: %j', (label, message) => {
    expect(() => read(lines({ input: 'Q? Step 1: a ки', label }))).toThrow(message)
  })

  // Counted by a few lines of Python over the same files.
  const shared = resolve(import.meta.dirname, '../../../../shared/data')
  const missing = !existsSync(shared)
  it.skipIf(missing)(`of real files are all there${missing ? ` (skipped: there is no folder ${shared})` : ''}`, () => {
    const trees = (file: string) => treesIn(readForeignFile(file, readFileSync(resolve(shared, file))))
    const people = trees('prm800k_samples.jsonl')
    expect(people.map(({ nodes }) => nodes.length - 1)).toEqual([15, 10, 11, 13, 14, 12])
    expect(people.map(({ chosen }) => chosen?.answer ?? null)).toEqual(['29', null, '468', '9', null, '8, 3, 1'])
    expect(people.map(({ chosen }) => chosen?.correct ?? null)).toEqual([true, null, true, true, null, null])
    const programs = trees('math_shepherd_samples.jsonl')
    expect(programs.map(({ nodes }) => nodes.length - 1)).toEqual([5, 3, 2, 5, 5, 2, 3])
  })
})

// Solution text: the parts of a text that are the solution.
// Knows thoughts, step tags, and how the next turn of a conversation or the next problem begins. Does not know what an answer is.

/** Tags that mark the end of a step for a reward model; letters of Russian words are none. */
const STEP_TAG = /(?<!\p{Script=Cyrillic}) ?ки(?!\p{Script=Cyrillic})|<extra_\d{1,3}>/gu

/** The solution is over here: special tokens, and a turn of the person who asks. */
const END =
  /<[|｜][^<>|｜\n]{1,40}[|｜]>|<\/?(?:s|eos|EOS|bos|BOS|pad|PAD|end_of_turn|start_of_turn)>|\[\/?INST\]|^[^\S\n]{0,8}\*{0,2}(?:Human|User|HUMAN|USER)\*{0,2} ?:|^[^\S\n]{0,8}#{1,6} {0,3}(?:Instruction|Human|User)\b/gm

/** Perhaps another problem, perhaps a word of the solution: "Question:", "Problem 2.", "**Q:**", "### Problem". */
const PERHAPS_NEXT =
  /^[^\S\n]{0,8}[#>*_[]{0,6}[^\S\n]{0,2}[*_]{0,3}(?:(?:Next |New |Another )?(?:Question|question|Problem|problem)|QUESTION|PROBLEM|Q|Exercise|Instruction|Input)(?:(?: ?#?\d{1,3})?[*_\]]{0,3} ?:| ?#?\d{1,3}[.)])|^#{1,6} {1,3}(?:Question|Problem|Exercise|Input)\b|(?<=\s)(?:Question|Problem|Q|Human|User):/gm

/** A text that holds the prompt, too: it begins with a turn of the system or of the person who asks. */
const PROMPTED =
  /^\s*(?:(?:<s>|<bos>|<\|begin_of_text\|>|<｜begin▁of▁sentence｜>)\s*)?(?:<\|im_start\|>(?:system|user)|<\|start_header_id\|>(?:system|user)|<\|(?:system|user)\|>|<start_of_turn>user|<｜User｜>|\[INST\]|(?:Human|User|HUMAN|USER) ?:|#{1,6} {0,3}(?:Instruction|Human|User)\b|Below is an instruction)/

/** Where the model's own turn begins. */
const OWN_TURN =
  /<\|channel\|>final<\|message\|>|<\|im_start\|>assistant|<\|start_header_id\|>assistant<\|end_header_id\|>|<\|assistant\|>|<start_of_turn>model|<｜Assistant｜>|\[\/INST\]|^[^\S\n]{0,8}(?:Assistant|ASSISTANT|AI) ?:|^#{1,6} {0,3}(?:Response|Assistant)\b ?:?/m

/**
 * The parts of a text that may state its answer, in the order in which they are to be asked; the first that states one decides.
 * Tags of steps are gone; what follows the end of the model's turn is cut, however the turn ends. Where another problem may
 * begin, a new part begins: a "Problem:" inside a solution that has stated no answer yet cuts nothing. What follows a thought
 * is asked before the thought. Time is linear in the text's length.
 */
export function solutionParts(text: string): string[] {
  const own = ownTurn(withoutTags(text))
  const thought = own.indexOf('</think>')
  return thought < 0 ? problems(own) : [...problems(own.slice(thought + '</think>'.length)), ...problems(own)]
}

function withoutTags(text: string): string {
  return (
    text
      .replace(/\r\n?/g, '\n')
      .replace(STEP_TAG, '')
      // JSON that was not escaped turns \b and \f into control characters.
      .replaceAll('\boxed', '\\boxed')
      .replaceAll('\fbox', '\\fbox')
      .replaceAll('\framebox', '\\framebox')
      .replace(/<\|end_of_thought\|>|<\/(?:thinking|thought|reasoning)>/g, '</think>')
      .replace(/<\|begin_of_(?:thought|solution)\|>/g, '')
  )
}

/** The model's turn: from its beginning to the first sign of an end. */
function ownTurn(text: string): string {
  const opening = PROMPTED.test(text) ? OWN_TURN.exec(text) : null
  const from = opening ? opening.index + opening[0].length : 0
  let start = from
  for (const { index, 0: sign } of text.matchAll(END)) {
    if (index < start) continue
    if (text.slice(start, index).trim() !== '') return text.slice(start, index)
    start = index + sign.length
  }
  return text.slice(start)
}

function problems(text: string): string[] {
  const starts = [0, ...Array.from(text.matchAll(PERHAPS_NEXT), ({ index }) => index), text.length]
  return starts
    .slice(1)
    .map((end, at) => text.slice(starts[at], end).trim())
    .filter((part) => part !== '')
}

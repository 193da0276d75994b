// Sets a formula with KaTeX, which is loaded when the first formula is seen.
// Knows the library's options, and that a formula it cannot set is shown as it was written. Does not know where formulas stand.
// KaTeX builds elements and sets their styles one by one, which the content security policy allows; it never makes HTML of a text.
import type { KatexOptions } from 'katex'
import type { Maths } from './maths-marks.ts'

type Render = (tex: string, element: HTMLElement, options: KatexOptions) => void

const OPTIONS: KatexOptions = {
  output: 'htmlAndMathml',
  throwOnError: true,
  // What print would refuse, and KaTeX can set, is set without a word on the console.
  strict: false,
  trust: false,
  // What it does not do for a text that nobody vouches for, it names in this colour.
  errorColor: 'currentcolor',
  maxSize: 12,
  maxExpand: 300,
}
const MACROS: Record<string, string> = {
  // A command whose MathML would carry a style in an attribute, which the policy forbids.
  '\\pmb': '\\boldsymbol{#1}',
  // Colours of a model's choice cannot be read on every ground.
  '\\color': '\\@secondoftwo{#1}{}',
  '\\textcolor': '\\@secondoftwo{#1}{#2}',
  '\\colorbox': '\\@secondoftwo{#1}{\\fbox{#2}}',
  '\\fcolorbox': '\\@secondoftwo{#1#2}{\\fbox{#3}}',
  // An address leads nowhere here.
  '\\href': '\\@secondoftwo{#1}{#2}',
  // Two that the library does not have.
  '\\mbox': '\\text{#1}',
  '\\cancelto': '{\\cancel{#2}}^{#1}',
}

let render: Render | null = null
let loading: Promise<void> | null = null

/** Sets the formula into an element, at once or when KaTeX is there. Returns what ends waiting for it. */
export function typeset(element: HTMLElement, maths: Maths): () => void {
  let wanted = true
  asWritten(element, maths)
  if (render) set(render, element, maths)
  else {
    void load().then(
      () => wanted && render && set(render, element, maths),
      () => undefined,
    )
  }
  return () => {
    wanted = false
  }
}

async function load(): Promise<void> {
  loading ??= Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(([{ default: katex }]) => {
    render = (tex, element, options) => katex.render(tex, element, options)
  })
  try {
    await loading
  } catch (error) {
    // The next formula tries again.
    loading = null
    throw error
  }
}

function set(render: Render, element: HTMLElement, maths: Maths): void {
  try {
    // The library adds to the macros what a formula defines: each gets its own.
    render(maths.tex, element, { ...OPTIONS, displayMode: maths.display, macros: { ...MACROS } })
    element.classList.remove('written')
  } catch {
    asWritten(element, maths)
  }
}

function asWritten(element: HTMLElement, { source }: Maths): void {
  element.textContent = source
  element.classList.add('written')
}

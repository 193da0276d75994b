// TeX's commands that are one sign in Unicode, and the signs that can stand raised or lowered.
// Knows tables. Does not know how a formula is read.

const GREEK =
  'alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ ' +
  'nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω ' +
  'Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω'

const SIGNS =
  'times × cdot · div ÷ pm ± mp ∓ ast * star ⋆ circ ∘ bullet • oplus ⊕ otimes ⊗ ' +
  'le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ ll ≪ gg ≫ lt < gt > approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ ' +
  'propto ∝ parallel ∥ perp ⟂ mid ∣ nmid ∤ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩ ' +
  'setminus ∖ backslash \\ emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ land ∧ wedge ∧ lor ∨ vee ∨ ' +
  'to → rightarrow → longrightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Longrightarrow ⇒ implies ⇒ ' +
  'Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ mapsto ↦ uparrow ↑ downarrow ↓ therefore ∴ because ∵ ' +
  'sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ partial ∂ nabla ∇ infty ∞ hbar ℏ ell ℓ Re ℜ Im ℑ aleph ℵ ' +
  'angle ∠ measuredangle ∡ triangle △ diamond ⋄ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ square □ blacksquare ■ Box □ degree ° prime ′ dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ ' +
  'dotsc … dotsb ⋯ dotsm ⋯ dotsi ⋯ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ langle ⟨ rangle ⟩ lvert | rvert | vert | lVert ‖ rVert ‖ Vert ‖ ' +
  'lbrace { rbrace } lbrack [ rbrack ] checkmark ✓ dagger † colon : top ⊤ bot ⊥ models ⊨ vdash ⊢'

/** Names that are written as they are, upright in print. */
const FUNCTIONS =
  'sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp lim limsup liminf max min sup inf arg det ' +
  'dim gcd lcm hom ker deg Pr bmod'

const pairs = (list: string): [string, string][] =>
  list.split(' ').flatMap((name, at, all): [string, string][] => (at % 2 === 0 ? [[name, all[at + 1] ?? '']] : []))

/** One sign by a command's name, without its backslash. */
export const SYMBOLS: ReadonlyMap<string, string> = new Map([...pairs(GREEK), ...pairs(SIGNS)])
export const FUNCTION_NAMES: ReadonlySet<string> = new Set(FUNCTIONS.split(' '))

const table = (from: string, to: string): ReadonlyMap<string, string> => {
  const signs = Array.from(to)
  return new Map(Array.from(from).map((sign, at) => [sign, signs[at] ?? sign]))
}
const RAISED = table('0123456789+-−=()nixyabcdefghjklmoprstuvwz′∘', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱˣʸᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷᶻ′°')
const LOWERED = table('0123456789+-−=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ')
const DOUBLE = table('CHNPQRZEF', 'ℂℍℕℙℚℝℤ𝔼𝔽')

/** A text in raised signs, or null where one of them has none. */
export const raised = (text: string): string | null => replaced(text, RAISED)
export const lowered = (text: string): string | null => replaced(text, LOWERED)
/** Capitals of the blackboard; others stay. */
export const doubled = (text: string): string => Array.from(text, (sign) => DOUBLE.get(sign) ?? sign).join('')

function replaced(text: string, signs: ReadonlyMap<string, string>): string | null {
  const out = Array.from(text, (sign) => signs.get(sign))
  return out.length > 0 && out.every((sign) => sign !== undefined) ? out.join('') : null
}

// Noise for doubles: reproducible numbers from whole numbers and texts.

/** A number in [0, 1) that depends on the whole number given, by one step of a linear congruence on each half. */
export function noise(seed: number): number {
  const mixed = (BigInt(Math.trunc(seed)) * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn
  const again = ((mixed ^ (mixed >> 29n)) * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn
  return Number(again >> 11n) / 2 ** 53
}

/** A whole number that depends on every letter of a text. */
export function hashOf(text: string, start = 7): number {
  let hash = start
  for (let at = 0; at < text.length; at++) hash = (hash * 33 + text.charCodeAt(at)) % 2 ** 40
  return hash
}

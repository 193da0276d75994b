/** A number in [0, 1) that depends on the whole number given, by one step of a linear congruence on each half. */
export function policyNoise(seed: number): number {
  const mixed = (BigInt(Math.trunc(seed)) * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn
  const again = ((mixed ^ (mixed >> 29n)) * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn
  return Number(again >> 11n) / 2 ** 53
}

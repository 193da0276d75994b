// Whether a model's weights have as many layers as its config says.
// Knows how layers are named. Does not know what stands in them: a layer that is missing is told by the first weight that it lacks.
import { brokenModel } from './model-faults.ts'

/**
 * Refuses weights with more layers than `layers`: a model without its last layers would run, and say nonsense. `names` are those of
 * the weights, and `prefixes` what may stand before `layers.N.`. Throws `model-broken`.
 */
export function checkLayerCount(
  model: string,
  { names, prefixes, layers }: { names: Iterable<string>; prefixes: readonly string[]; layers: number },
): void {
  const numbers = [...names].flatMap((name) => {
    const prefix = prefixes.find((one) => name.startsWith(`${one}layers.`))
    return prefix === undefined ? [] : Number.parseInt(name.slice(`${prefix}layers.`.length), 10)
  })
  const found = numbers.reduce((most, number) => Math.max(most, number + 1), 0)
  if (found > layers)
    throw brokenModel(model, `by config.json it has ${layers} layers, and its weights have ${found}`, model)
}

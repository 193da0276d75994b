// A tensor that a model cannot do without.
// Knows what is said where it is not there, or is not what it should be. Does not know which tensors a model needs.
import type { Checkpoint, Tensor } from './checkpoint.ts'
import { FLOAT_TYPES } from './checkpoint.ts'
import { brokenModel } from './model-faults.ts'

/** A tensor by its name and, where it is known, its shape. `model`: the model's path or name. Throws `model-broken`. */
export function neededTensor(
  { tensors, unread }: Pick<Checkpoint, 'tensors' | 'unread'>,
  name: string,
  { model, shape }: { model: string; shape?: readonly number[] },
): Tensor {
  const type = unread?.get(name)
  if (type !== undefined) {
    const known = FLOAT_TYPES.join(', ')
    throw brokenModel(
      model,
      `its tensor “${name}” is of the type ${type}, and those that can be read are ${known}`,
      model,
    )
  }
  const tensor = tensors.get(name)
  if (!tensor) throw brokenModel(model, `its weights lack the tensor “${name}”`, model)
  if (!shape || (shape.length === tensor.shape.length && shape.every((size, axis) => size === tensor.shape[axis]))) {
    return tensor
  }
  const [said, found] = [shape, tensor.shape].map((sizes) => sizes.join(' x '))
  throw brokenModel(model, `by config.json its tensor “${name}” would be ${said}, and it is ${found}`, model)
}

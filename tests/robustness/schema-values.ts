// Values that fit a schema of the contract, as fast-check draws them.
// Knows the kinds of schemas that the contract is made of. Does not know the contract.
import fc from 'fast-check'
import type { z } from 'zod'

/** What zod keeps of a schema, of the kinds that are read here. */
interface Def {
  type: string
  values?: readonly unknown[]
  entries?: Readonly<Record<string, unknown>>
  shape?: Readonly<Record<string, z.ZodType>>
  element?: z.ZodType
  items?: readonly z.ZodType[]
  keyType?: z.ZodType
  valueType?: z.ZodType
  options?: readonly z.ZodType[]
  left?: z.ZodType
  right?: z.ZodType
  innerType?: z.ZodType
  in?: z.ZodType
  getter?: () => z.ZodType
}

/** Texts that a person or a program would write here. */
const TEXTS = fc.constantFrom(
  ...['own', 'a', 'How many apples are 3 and 4?', 'p', 'results.jsonl', 'éü→', '2026-01-01T00:00:00Z'],
  ...['{question}', 'Answer: (\\d+)', '/no/such/folder', 'confidence:mean', '00ff'],
)
const NUMBERS = fc.oneof(fc.integer({ min: 0, max: 8 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer())

/** Bounds are not kept: what a schema refuses for its size is refused in its words. */
export function valuesOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const def = schema.def as unknown as Def
  switch (def.type) {
    case 'string':
      return TEXTS
    case 'number':
      return NUMBERS
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'literal':
      return fc.constantFrom(...def.values!)
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries!))
    case 'object': {
      const fields = Object.entries(def.shape!)
      const needed = fields.filter(([, field]) => !field.safeParse(undefined).success).map(([name]) => name)
      const values = Object.fromEntries(fields.map(([name, field]) => [name, valuesOf(field)]))
      return fc.record(values, { requiredKeys: needed, noNullPrototype: true })
    }
    case 'array':
      return fc.array(valuesOf(def.element!), { maxLength: 3 })
    case 'tuple':
      return fc.tuple(...def.items!.map(valuesOf))
    case 'record':
      return fc.dictionary(fc.constantFrom('a', 'width', 'b'), valuesOf(def.valueType!), {
        maxKeys: 2,
        noNullPrototype: true,
      })
    case 'union':
      return fc.oneof(...def.options!.map(valuesOf))
    case 'intersection':
      return fc
        .tuple(valuesOf(def.left!), valuesOf(def.right!))
        .map(([left, right]) => ({ ...(left as object), ...(right as object) }))
    case 'nullable':
      return fc.option(valuesOf(def.innerType!), { nil: null })
    case 'optional':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
      return valuesOf(def.innerType!)
    case 'pipe':
      return valuesOf(def.in!)
    case 'lazy':
      return valuesOf(def.getter!())
    case 'custom':
      return fc.uint8Array({ maxLength: 200 })
    default:
      return fc.anything()
  }
}

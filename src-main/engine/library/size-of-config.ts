// The size of a model by the text of its config.json alone.
// Knows where it is read. Does not know whose model it is, or where the text comes from.
import type { ConnectionSize } from '../../contract/connection.ts'
import { EspalierError } from '../../contract/errors.ts'
import { designOf } from '../../inference/architecture/design-of.ts'
import { designShape } from '../../inference/architecture/design-size.ts'

/** Throws `bad-input` for a text that is no config.json, `model-broken` for one whose architecture is not known or whose numbers do not fit. */
export function sizeOfConfig(text: string): ConnectionSize {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    content = null
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new EspalierError({
      code: 'bad-input',
      message: 'This is no config.json.',
      advice: 'Choose the config.json that lies beside the model’s weights.',
    })
  }
  // How its numbers are stored says nothing of how many there are.
  const plain = { ...content, quantization_config: undefined }
  return { ...designShape(designOf(plain, 'config.json')), from: 'config.json' }
}

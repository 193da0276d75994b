// Tells on standard error that a form of a model is being made, which a command may wait for.
// Knows the topic. Does not know who needs the form.
import type { EngineApi } from '../contract/api.ts'

/** On a terminal as often as it goes on, else once for each form. Returns the function that ends listening. */
export function tellForms(engine: Pick<EngineApi, 'listen'>): () => void {
  const begun = new Set<string>()
  return engine.listen('models.form.progress', ({ id, name, weights, progress }) => {
    const key = `${id} ${weights}`
    const what = `Laying out ${name} as ${weights}, once`
    if (process.stderr.isTTY) {
      process.stderr.write(progress === 1 ? '\r\u001B[K' : `\r\u001B[K${what}: ${Math.floor(100 * progress)} % …`)
    } else if (!begun.has(key)) process.stderr.write(`${what} …\n`)
    begun.add(key)
  })
}

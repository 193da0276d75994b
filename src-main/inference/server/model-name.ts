// The name of the model in a reply.
// Knows its form. Does not know what follows from it (model-watch.ts).
import { z } from 'zod'

/** Null where the server tells none. */
export const AnsweringModel = z.string().nullish().catch(null)

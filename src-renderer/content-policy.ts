// Keeps the window within its content security policy, which forbids code that is made while it runs.
// Must be the first import of main.ts: zod looks for a faster way by generating code as soon as a schema is made.
import { z } from 'zod'

z.config({ jitless: true })

// Tells zod to check by plain code: the content security policy forbids the code that it would generate, and even trying is
// reported as an error. Must be imported before anything that has a schema.
import { config } from 'zod'

config({ jitless: true })

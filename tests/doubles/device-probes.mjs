// Processes of a device's test that go wrong, by the name of the model folder that they are given. The one that hangs makes the
// file that TOLD names when it has told its stage.
import { writeFileSync } from 'node:fs'

const { folder } = JSON.parse(process.argv[2])
const send = (message) => new Promise((resolve) => process.send(message, resolve))
const trial = (difference) => ({
  kind: 'trial',
  trial: { tokensPerSecond: 100, difference, nodes: { device: 9, all: 10 } },
})

await send({ kind: 'stage', stage: 'answers of the device' })
if (folder === 'crashes') {
  process.stderr.write('the driver’s last words\n')
  process.kill(process.pid, 'SIGSEGV')
} else if (folder === 'exits') process.exit(3)
else if (folder === 'hangs') {
  writeFileSync(process.env.TOLD, '')
  setInterval(() => undefined, 1000)
} else if (folder === 'crashes-at-the-end') {
  await send(trial(0))
  process.abort()
} else if (folder === 'wrong') await send(trial(0.25))
else if (folder === 'no-numbers') await send(trial(null))
else if (folder === 'right') await send(trial(0.0005))
else if (folder === 'broken') {
  const report = { code: 'model-broken', message: 'The graph cannot be read.', advice: 'Get it again.' }
  await send({ kind: 'failed', report, raw: 'bad protobuf' })
} else if (folder === 'refused') await send({ kind: 'failed', report: null, raw: 'Error: No supported adapters' })
// What says nothing and ends in order is a fault, too.
if (process.connected) process.disconnect()

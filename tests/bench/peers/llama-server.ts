// llama.cpp's own server as its users drive it: as many slots as rows, one request a row, prompts kept in the slots.
// Knows the server's /completion, and the process that it runs in (llama_server.py). Not a dependency of Espalier: weights.ts installs it.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { BenchEngine, EngineOptions, GgufType, Row } from '../engine.ts'

interface Completion {
  tokens_predicted: number
}

export async function open(options: EngineOptions): Promise<BenchEngine> {
  const { forms, form, python, threads, rows, positions, topK } = options
  const file = resolve(import.meta.dirname, 'llama_server.py')
  const settings = [forms.gguf[form as GgufType], String(threads), String(rows), String(positions)]
  const server = spawn(python, [file, ...settings], { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()))
  let said = ''
  server.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-300)))
  const { version, address, pid } = await new Promise<{ version: string; address: string; pid: number }>(
    (resolve, reject) => {
      let line = ''
      server.stdout.on('data', (text: Buffer) => {
        line += text.toString()
        if (line.includes('\n')) resolve(JSON.parse(line) as { version: string; address: string; pid: number })
      })
      server.once('error', reject)
      server.once('close', () => reject(new Error(`The server of llama.cpp ended. ${said.trim()}`)))
    },
  )

  const complete = async ({ tokens, count }: Row): Promise<void> => {
    const body = {
      prompt: tokens,
      n_predict: count,
      temperature: topK === 1 ? 0 : 1,
      top_k: topK,
      top_p: 1,
      min_p: 0,
      samplers: ['top_k', 'temperature'],
      ignore_eos: true,
      cache_prompt: true,
    }
    const reply = await fetch(`${address}/completion`, { method: 'POST', body: JSON.stringify(body) })
    if (!reply.ok) throw new Error(`The server of llama.cpp says ${reply.status}: ${await reply.text()}`)
    const { tokens_predicted: got } = (await reply.json()) as Completion
    if (got !== count) throw new Error(`The server generated ${got} tokens where ${count} were asked for.`)
  }

  return {
    version,
    async generate(batch) {
      await Promise.all(batch.map(complete))
    },
    async forget() {
      for (let slot = 0; slot < rows; slot++) {
        const reply = await fetch(`${address}/slots/${slot}?action=erase`, { method: 'POST' })
        if (!reply.ok) throw new Error(`The server of llama.cpp forgets nothing: ${await reply.text()}`)
      }
    },
    logProbabilities: () => Promise.reject(new Error('The same weights are asked through node-llama-cpp.')),
    peakMemory() {
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
      return Number(kilobytes) * 1024
    },
    async close() {
      server.stdin.end()
      await ended
    },
  }
}

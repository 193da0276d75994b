// Two models at work at the same time on one device, each over its session: a policy generates while a PRM scores, one path after
// the other until the policy is done. A process of its own, because a driver is found when a process starts: the argument is the
// device, the answers are printed as JSON.
import { Sampling } from '../../../src-main/contract/sampling.ts'
import type { Device } from '../../../src-main/contract/device.ts'
import { openSession, policyOver, verifierOver } from '../../../src-main/inference/session/session-client.ts'
import { NEVER, POLICY, PRM, QUESTION } from '../embedded.ts'

export interface Answers {
  devices: string[]
  tokens: number[][]
  logProbabilities: number[][]
  /** Of the first paths, which every device scores. */
  rewards: (number | null)[]
  /** Rewards that came while the policy was generating. */
  meanwhile: number
}

const COMPARED = 3
/** Hot, so that the children part and unlikely tokens are among those compared. */
const SAMPLING = Sampling.parse({ temperature: 2.5 })

async function bothAtWork(device: Device): Promise<Answers> {
  const [policySession, prmSession] = await Promise.all([
    openSession({ folder: POLICY, role: 'policy', device, threads: 1 }),
    openSession({ folder: PRM, role: 'verifier', device, threads: 1 }),
  ])
  const policy = policyOver(policySession.connect(), policySession.facts)
  const prm = verifierOver(prmSession.connect(), prmSession.facts)
  const request = { path: { question: QUESTION, steps: [] }, seeds: [1, 2, 3], maxTokens: 6 }
  const policyAtWork = { done: false }
  const proposing = policy.propose([request], SAMPLING, NEVER).finally(() => (policyAtWork.done = true))
  const rewards: (number | null)[] = []
  let meanwhile = 0
  for (let cars = 370; !policyAtWork.done || rewards.length < COMPARED; cars++) {
    const text = `Step 1: The cars hold 12 * 31 = ${cars} passengers.`
    const { rewards: next } = await prm.score([{ question: QUESTION, steps: [{ text, tokenIds: [] }] }], NEVER)
    rewards.push(...next)
    if (!policyAtWork.done) meanwhile++
  }
  const { proposals } = await proposing
  await Promise.all([policySession.close(), prmSession.close()])
  return {
    devices: [policySession.facts.device, prmSession.facts.device],
    tokens: proposals[0]!.map(({ tokenIds }) => tokenIds),
    logProbabilities: proposals[0]!.map(({ logProbabilities }) => logProbabilities),
    rewards: rewards.slice(0, COMPARED),
    meanwhile,
  }
}

process.stdout.write(JSON.stringify(await bothAtWork(process.argv[2] as Device)))

// A policy's batch on one device beside bare tokens on the CPU; see branching-logits.ts. A process of its own, because a driver is
// found when a process starts: the arguments are the device and the folder, the differences are printed as JSON.
import type { Device } from '../../../src-main/contract/device.ts'
import { readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { openOnnxSession } from '../../../src-main/inference/graph/onnx-session.ts'
import { branchingDifferences } from '../decoding/branching-logits.ts'

const folder = await readModelFolder(process.argv[3]!, 'policy')
const graph = await openOnnxSession({ folder, device: process.argv[2] as Device, threads: 1 })
const reference = await openOnnxSession({ folder, device: 'cpu', threads: 1, inPlace: false })
const { differences } = await branchingDifferences(graph, reference, folder)
await graph.release()
await reference.release()
process.stdout.write(JSON.stringify(differences))

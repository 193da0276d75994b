// Repositories that are offered for a download: small ones, of architectures that this program opens.
// Knows what their pages said of licence and size when this was written; the hub says it anew when a download begins.
import type { HubOffer } from '../../contract/download.ts'

/** What is said of a model whose own weights could not be tried here. */
const BY_KIND = 'Its architecture is tested here with small models of the same kind, this model itself is not.'

export const HUB_OFFERS: readonly HubOffer[] = [
  {
    repository: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    name: 'SmolLM2 135M Instruct',
    description: 'A chat model that runs on any machine and solves few problems. Tested here, in a form of 4 bits.',
    licence: 'apache-2.0',
    bytes: 272_000_000,
    role: 'policy',
  },
  {
    repository: 'HuggingFaceTB/SmolLM2-360M-Instruct',
    name: 'SmolLM2 360M Instruct',
    description: `The next size of the same family. ${BY_KIND}`,
    licence: 'apache-2.0',
    bytes: 727_000_000,
    role: 'policy',
  },
  {
    repository: 'HuggingFaceTB/SmolLM2-1.7B-Instruct',
    name: 'SmolLM2 1.7B Instruct',
    description: `The largest of the family. ${BY_KIND}`,
    licence: 'apache-2.0',
    bytes: 3_430_000_000,
    role: 'policy',
  },
  {
    repository: 'Qwen/Qwen2.5-0.5B-Instruct',
    name: 'Qwen2.5 0.5B Instruct',
    description: `A small chat model. ${BY_KIND}`,
    licence: 'apache-2.0',
    bytes: 1_000_000_000,
    role: 'policy',
  },
  {
    repository: 'Qwen/Qwen2.5-1.5B-Instruct',
    name: 'Qwen2.5 1.5B Instruct',
    description: `A chat model for machines with 8 GB of memory. ${BY_KIND}`,
    licence: 'apache-2.0',
    bytes: 3_100_000_000,
    role: 'policy',
  },
  {
    repository: 'Qwen/Qwen2.5-Math-1.5B-Instruct',
    name: 'Qwen2.5 Math 1.5B Instruct',
    description: `Made for mathematics, as the PRMs below expect it. ${BY_KIND}`,
    licence: 'apache-2.0',
    bytes: 3_100_000_000,
    role: 'policy',
  },
  {
    repository: 'Qwen/Qwen3-0.6B',
    name: 'Qwen3 0.6B',
    description: `A small model that thinks before it answers, unless its template is told not to. ${BY_KIND}`,
    licence: 'apache-2.0',
    bytes: 1_520_000_000,
    role: 'policy',
  },
  {
    repository: 'EleutherAI/pythia-160m',
    name: 'Pythia 160M',
    description: `A base model without a chat template, for experiments with scale. ${BY_KIND}`,
    licence: 'apache-2.0',
    bytes: 378_000_000,
    role: 'policy',
  },
  {
    repository: 'Skywork/Skywork-o1-Open-PRM-Qwen-2.5-1.5B',
    name: 'Skywork o1 Open PRM 1.5B',
    description: `A PRM with a value head, for mathematics and code. ${BY_KIND}`,
    licence: 'other (Skywork Community License)',
    bytes: 3_100_000_000,
    role: 'verifier',
  },
  {
    repository: 'Qwen/Qwen2.5-Math-PRM-7B',
    name: 'Qwen2.5 Math PRM 7B',
    description: `A strong PRM for mathematics; it needs a machine with much memory. ${BY_KIND}`,
    licence: 'other (Qwen License)',
    bytes: 15_000_000_000,
    role: 'verifier',
  },
]

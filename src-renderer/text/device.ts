// Every sentence and label about devices: the badge in the top bar and the panel behind it.
// Knows words. Does not know where they are shown. What refusals say comes with them.
import { DEVICE_NAMES } from '../../src-main/contract/device.ts'
import type { Device } from '../../src-main/contract/device.ts'

export const DEVICE = {
  title: 'Devices',
  badge: (devices: string) => `Devices: ${devices}`,
  none: 'No model loaded',
  policy: 'Policy',
  prm: 'PRM',
  on: (role: string, device: string) => `${role} on ${device}`,
  elsewhere: 'A model is not on the device that was chosen.',
  explain: 'Execution provider that each model really uses.',
  names: { ...DEVICE_NAMES, server: 'Server' } as Record<string, string>,
  close: 'Close',
  sessions: 'Models in use',
  noSession: 'No model is loaded yet; the first run loads them.',
  cache: (runs: number, held: string, limit: string) =>
    `${runs === 1 ? 'Prefix cache' : `Prefix caches of ${runs} runs`}: ${held} of ${limit} MiB`,
  cacheBetweenRuns: (most: string) => `Prefix cache: empty between runs, ${most} MiB at most so far`,
  cacheEmpty: 'Prefix cache: empty',
  cacheHits: (cache: string, percent: string) => `${cache}; ${percent} of prefix tokens reused`,
  choose: 'Run models on',
  auto: 'Automatic',
  autoHelp: 'The fastest device that passed its test; the CPU until one was tested.',
  takesEffect:
    'A choice holds from the next run that starts alone. Devices round differently, so one seed may give another tree.',
  untested: 'Not tested yet.',
  untestedChoice: 'It is tested before its first run.',
  noGpu: 'Nothing on this machine looks like a graphics device.',
  passed: (speed: string) => `${speed} tokens/s with 16 branches`,
  difference: (difference: string) => `logits within ${difference} of the CPU’s`,
  share: (device: Device, percent: string) => `${percent} of the work on ${DEVICE_NAMES[device]} itself`,
  details: 'Details',
  detailsOf: (device: string, model: string) => `Details: ${device} with ${model}`,
  test: 'Test devices',
  again: 'Test again',
  testing: (model: string, device: string) => `Testing ${device} with ${model}…`,
  tested: 'The devices are tested.',
  loading: 'Asking for the devices…',
  waitForRun: 'A test waits until no run goes on, which would slow it.',
} as const

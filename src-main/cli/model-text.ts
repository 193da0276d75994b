// Models as a terminal shows them.
// Knows words and units. Does not know engines.
import type { FormInfo, FoundModel, ModelCard, TryResult } from '../contract/model-card.ts'
import { ROLE_NAMES } from '../contract/model.ts'
import type { ModelInfo } from '../contract/model.ts'

const ORIGINS: Readonly<Record<ModelCard['origin'], string>> = {
  embedded: 'part of Espalier',
  added: 'added',
  'hugging-face': 'Hugging Face cache',
  'lm-studio': 'LM Studio',
  ollama: 'Ollama',
  'llama-cpp': 'llama.cpp',
  downloaded: 'downloaded',
}

const FITS: Readonly<Record<FormInfo['fit'], string>> = {
  fits: 'fits in memory',
  tight: 'tight in memory',
  'will-not-fit': 'will not fit in memory',
}

/** One line of a list. */
export function lineOfModel({ id, role, parameters, state, error }: ModelInfo): string {
  const fault = error ? `: ${error.message} ${error.advice}` : ''
  return `${id}  ${ROLE_NAMES[role]}  ${parametersOf(parameters)}  ${state}${fault}\n`
}

export function lineOfFound({ name, origin, place, bytes }: FoundModel): string {
  return `${name}  ${ORIGINS[origin]}  ${sizeOf(bytes)}  ${place}\n`
}

/** A card, a fact a line. */
export function textOfCard(card: ModelCard): string {
  const { prompt, error } = card
  const lines = [
    `${card.name} (${card.id})`,
    `  ${ROLE_NAMES[card.role]}, ${card.architecture}, ${parametersOf(card.parameters)}, ${card.positions} tokens`,
    `  ${ORIGINS[card.origin]}, ${card.format}, licence ${card.licence ?? 'not named'}`,
    ...(card.meantFor ? [`  trained on the text of ${card.meantFor.join(', ')}`] : []),
    `  ${card.place}`,
    ...card.forms.map((form) => `  ${form.form === card.form ? '*' : ' '} ${lineOfForm(form)}`),
    ...(prompt ? [`  asked by ${prompt.layout.kind === 'chat' ? 'its chat template' : 'a plain template'}`] : []),
    ...(card.promptChanged ? ['  the prompt was changed by hand'] : []),
    `  ${card.state}${error ? `: ${error.message} ${error.advice}` : ''}`,
  ]
  return `${lines.join('\n')}\n`
}

export function textOfTry(tried: TryResult): string {
  const { text, tokens, tokensPerSecond, wideSpeeds, firstTokenSeconds, memoryBytes } = tried
  const written = (speed: number) => speed.toFixed(speed < 100 ? 1 : 0)
  const wide = wideSpeeds.map((one) => `, ${written(one.tokensPerSecond)} in ${one.rows} rows`).join('')
  const figures = `${tokens} tokens, ${written(tokensPerSecond)} tokens/s${wide}, first after ${firstTokenSeconds.toFixed(2)} s`
  return `${text}\n\n${figures}, ${sizeOf(memoryBytes)} of memory\n`
}

function lineOfForm({ form, weights, diskBytes, leastBytes, mostBytes, fit, state }: FormInfo): string {
  const disk = diskBytes > 0 ? `, ${sizeOf(diskBytes)} on disk${state === 'ready' ? '' : ' when it is made'}` : ''
  return `${form}: ${weights}, ${sizeOf(leastBytes)} to ${sizeOf(mostBytes)} of memory, ${FITS[fit]}${disk}`
}

export function parametersOf(count: number | null): string {
  if (count === null) return 'size not known'
  return count < 1e9 ? `${(count / 1e6).toFixed(2)} M parameters` : `${(count / 1e9).toFixed(2)} B parameters`
}

function sizeOf(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`
}

// `espalier models list`: the models of the catalog and their state.
import { Command } from 'commander'
import { ROLE_NAMES } from '../contract/model.ts'
import { createEngine } from '../engine/engine.ts'
import { modelsFolder, programVersion } from './program.ts'

export function modelsCommand(): Command {
  const list = new Command('list')
    .description('List the models of the catalog.')
    .option('--json', 'one JSON object on stdout')
    .action(listModels)
  return new Command('models').description('The models that Espalier finds.').addCommand(list)
}

async function listModels({ json }: { json?: boolean }): Promise<void> {
  const version = programVersion()
  const engine = await createEngine({ host: 'cli', dataFolder: null, modelsFolder: modelsFolder(), version })
  try {
    const { models } = await engine.call('models.list', {})
    const lines = models.map(({ id, role, parameters, state, error }) => {
      const millions = `${(parameters / 1e6).toFixed(2)} M parameters`
      const fault = error ? `: ${error.message} ${error.advice}` : ''
      return `${id}  ${ROLE_NAMES[role]}  ${millions}  ${state}${fault}\n`
    })
    process.stdout.write(json ? `${JSON.stringify({ models })}\n` : lines.join(''))
  } finally {
    await engine.close()
  }
}

// What is told where an experiment cannot do what was asked.
// Knows sentences. Does not know experiments.
import { EspalierError } from '../../contract/errors.ts'

export function noSuchExperiment(id: string): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: 'There is no such experiment.',
    advice: 'It may have been deleted; choose another one.',
    details: id,
  })
}

export function noSuchProblem(id: string): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: 'These results have no such problem.',
    advice: 'Choose another one.',
    details: id,
  })
}

export function noPoint(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'The paper’s format holds the solutions of one point.',
    advice: 'Choose a point of the picture or the table first.',
  })
}

export function notImported(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'These results were run here.',
    advice: 'Run the problem again to see its tree: the same seed gives the same one.',
  })
}

export function importedDone(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'These results were imported: there is nothing to be run.',
    advice: 'Start an experiment of your own.',
  })
}

export function foreignExperiment(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'This experiment is open in another window of Espalier.',
    advice: 'Delete it there, or close that window first.',
  })
}

export function alreadyRunning(name: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The experiment “${name}” is running.`,
    advice: 'Pause it, or wait until it is done: two at once would spoil each other’s times.',
  })
}

export function otherModel(name: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” is not the one that the experiment was begun with.`,
    advice: 'Restore the model, or start a new experiment.',
  })
}

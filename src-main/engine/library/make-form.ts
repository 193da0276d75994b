// Makes a form of a model in the data folder.
// Knows who makes which. Does not know which forms are there.
import { EspalierError } from '../../contract/errors.ts'
import type { MakeForm } from './model-forms.ts'

export const makeForm: MakeForm = () =>
  Promise.reject(
    new EspalierError({
      code: 'store-failed',
      message: 'This form cannot be made.',
      advice: 'Use the model as it is stored.',
    }),
  )

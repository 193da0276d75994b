// Makes a form of a model in the data folder.
// Knows who makes which. Does not know which forms are there.
import { makeForm as makeInThread } from '../../inference/forms/form-maker.ts'
import type { MakeForm } from './model-forms.ts'

export const makeForm: MakeForm = (order, options) => makeInThread(order, options)

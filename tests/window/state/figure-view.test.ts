// How the reader looks at the results: at first as a report shows them; filters belong to one experiment.
import { describe, expect, it } from 'vitest'
import { FIRST_VIEW } from '../../../src-renderer/plot/accuracy-figure.ts'
import { FigureView } from '../../../src-renderer/state/figure-view.svelte.ts'

describe('the view of the results', () => {
  it('begins as the picture of a report', () => {
    const { axis, together, intervals, paper } = new FigureView()
    expect({ axis, together, intervals, paper }).toEqual(FIRST_VIEW)
  })

  it('forgets what belongs to one experiment, and nothing else', () => {
    const view = new FigureView()
    view.toggle('method', '3')
    view.toggle('policy', 'small')
    view.toggle('policy', 'large')
    view.toggle('policy', 'large')
    view.budget = 8
    view.axis = 'seconds'
    expect([[...view.hiddenMethods], [...view.hiddenPolicies]]).toEqual([[3], ['small']])
    view.forget()
    expect([view.hiddenMethods.size, view.hiddenPolicies.size, view.budget, view.axis]).toEqual([0, 0, null, 'seconds'])
  })
})

// The table of screens. A new one is a component, a row here, and its name and shortcut among the words (TEXT.screens);
// the top bar, the commands, the shortcuts and the settings follow.
// Knows what each screen puts into the top bar. Does not know the window around it.
import type { ScreenId } from '../state/settings.svelte.ts'
import ExperimentScreen from './experiment/ExperimentScreen.svelte'
import ModelsScreen from './models/ModelsScreen.svelte'
import type { Screen } from './screen.ts'
import RunControls from './solve/RunControls.svelte'
import SolveScreen from './solve/SolveScreen.svelte'

export const SCREENS: Readonly<Record<ScreenId, Screen>> = {
  solve: {
    component: SolveScreen,
    bar: {
      left: [
        {
          command: 'view.setup',
          icon: 'left',
          pressed: (lab) => lab.panels.shows('left') && lab.panels.showing === 'setup',
        },
        {
          command: 'view.history',
          icon: 'history',
          pressed: (lab) => lab.panels.shows('left') && lab.panels.showing === 'history',
        },
      ],
      middle: RunControls,
      right: [
        {
          command: 'view.details',
          icon: 'right',
          pressed: (lab) => lab.panels.shows('right') && lab.run.header !== null,
        },
      ],
    },
  },
  experiment: { component: ExperimentScreen, bar: null },
  models: { component: ModelsScreen, bar: null },
}

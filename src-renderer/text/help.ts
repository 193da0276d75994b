// Every sentence of the settings and of what explains the program: shortcuts, tour, about, and what the system is asked to tell.
// Knows words. Does not know where they are shown; the glossary's words are in glossary.ts.

/** The part of the window that a step of the tour points at, by a selector, and what it says. */
export interface TourStep {
  at: string
  title: string
  text: string
}

export const HELP = {
  menu: 'Help and settings',
  settings: {
    title: 'Settings',
    look: 'Appearance',
    theme: 'Theme',
    textSize: 'Text size',
    percent: (size: number) => `${size} %`,
    start: 'What a new search starts with',
    startHelp: 'The set-up beside the tree shows the same. What was set there last is found again at the next start.',
    method: 'Method',
    policy: 'Policy',
    verifier: 'Reward model',
    pictures: 'Saved pictures',
    paper: 'For paper: white ground, black ink',
    caption: 'With a caption: question, method, models, seed, cost and answer',
    notify: 'Notifications',
    notifyLabel: 'Tell me when an experiment or a long run has ended',
    notifyHelp: 'Only while this window is not in front. The system asks you once whether it may.',
    notifyRefused:
      'The system does not allow notifications here. Allow them in its settings, or in those of the browser, and try again.',
    notifyNever: 'This browser has no notifications.',
    data: 'Data folder',
    dataHelp: 'Runs, experiments, added models and problems. Nothing leaves it by itself.',
    dataNone: 'Kept in memory only, until the program ends.',
    open: 'Open',
    openLogs: 'Open the logs',
    copy: 'Copy the path',
    copied: 'Copied',
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    tree: 'In the tree',
    plot: 'In a plot',
    everywhere: 'Everywhere',
    rows: {
      tree: [
        ['ArrowUp+ArrowDown+ArrowLeft+ArrowRight', 'To the parent, a child or a sibling'],
        ['Home', 'To the root'],
        ['End', 'To the chosen answer'],
        ['Escape', 'Clear the selection'],
      ],
      plot: [
        ['ArrowLeft+ArrowRight', 'Along a line'],
        ['ArrowUp+ArrowDown', 'To another line'],
        ['Home+End', 'To the ends of a line'],
        ['Enter', 'The answers of a point'],
      ],
    },
  },
  glossary: {
    title: 'Glossary',
    search: 'Search the words',
    nothing: 'No word matches.',
    of: (word: string) => `What is ${word}?`,
  },
  about: {
    title: 'About Espalier',
    version: (version: string) => `Version ${version}`,
    what: 'A lab for inference-time search with language models. Everything is computed on your machine or on servers that you add; nothing is told to anybody else.',
    licence: 'Espalier is free software under the Apache License 2.0.',
    others: 'It is made with the work of others, each under its own licence:',
    loading: 'Loading the licences…',
    lacking: 'The file of licences, THIRD-PARTY-NOTICES.txt, could not be read. It lies beside the program.',
    electron: 'The desktop program holds Electron and Chromium, too: their licences lie beside it.',
  },
  tour: {
    title: 'Tour',
    offer: 'New here? Five steps show what is where.',
    take: 'Take the tour',
    decline: 'No, thank you',
    step: (place: number, count: number) => `Step ${place} of ${count}`,
    next: 'Next',
    back: 'Back',
    skip: 'Skip the tour',
    done: 'Done',
    steps: [
      {
        at: '.screen:not(.away) aside',
        title: 'Choose a problem and a method',
        text: 'The panel on the left holds the question, the search method with its budget, and the models. What a field does is told at its foot.',
      },
      {
        at: '[data-tour="run"]',
        title: 'Run, pause, step',
        text: 'Run starts the search. Pause holds it between two steps, Step goes on by one, Stop ends it and keeps the tree.',
      },
      {
        at: '.screen:not(.away) main',
        title: 'Watch the tree',
        text: 'Each node is a step of a solution; its colour is the reward that the reward model gave it. Select a node to read it and to see why it was given its children.',
      },
      {
        at: '[data-tour="screens"]',
        title: 'Compare with an experiment',
        text: 'Experiment runs methods, budgets and models over many problems and draws accuracy against compute. Models adds your own models and servers.',
      },
      {
        at: '[data-tour="palette"]',
        title: 'Find everything',
        text: 'The list of commands finds whatever can be done by a word. Press ? for the shortcuts; the glossary explains the terms.',
      },
    ] satisfies readonly TourStep[],
  },
  ends: {
    experiment: (name: string, state: string) => `${name}: ${state}`,
    experimentBody: (done: number, units: number) => `${done} of ${units} searches are finished.`,
    run: (state: string) => `Search ${state.toLowerCase()}`,
    runBody: (answer: string | null, verdict: string) =>
      answer === null ? 'No answer' : `Answer ${answer}, ${verdict}`,
  },
} as const

// Every sentence that the program says outside of its window: menus, questions, and the pages that stand in for the window.
// Knows words. Does not know where they are shown.

export const WORDS = {
  menu: {
    file: '&File',
    run: '&Run',
    view: '&View',
    help: '&Help',
    recent: 'Open a recent run file',
    forget: 'Clear this list',
    data: 'Open the data folder',
    logs: 'Open the logs',
    safe: 'Start again without the graphics card',
  },
  closing: {
    runs: (count: number) =>
      count === 1 ? 'A search is going on.' : `${count.toLocaleString('en')} searches are going on.`,
    experiment: (name: string) => `The experiment “${name}” is going on.`,
    runsEnd: (count: number) =>
      count === 1
        ? 'If you close Espalier, the search ends as stopped; its tree is kept as far as it has grown.'
        : 'If you close Espalier, they end as stopped; their trees are kept as far as they have grown.',
    experimentEnds: (done: number, units: number) =>
      `If you close Espalier, the experiment pauses; ${done.toLocaleString('en')} of ${units.toLocaleString('en')} searches are finished and kept, and it goes on when you resume it.`,
    stop: 'Stop and close',
    stay: 'Keep open',
  },
  pages: {
    crashed: {
      title: 'The window has crashed',
      text: 'Searches and experiments go on in the engine, and what they find is kept.',
      action: 'Reload',
    },
    stopped: {
      title: 'The engine cannot be started',
      text: (tries: number) =>
        `It ended ${tries} times in a row, so Espalier has stopped trying. What is finished is kept.`,
      action: 'Try again',
    },
    closing: {
      title: 'Espalier is closing',
      text: 'What goes on is being stopped and kept.',
      again: 'It opens again as soon as that is done.',
    },
    said: 'What it said last',
    log: (path: string) => `The log is ${path}`,
    logs: 'Open the logs',
  },
  download: {
    question: (name: string, version: string, size: string) => `Download ${name} ${version}, ${size}?`,
    detail: (sha512: string) =>
      `These are ONNX Runtime’s files for CUDA, from its makers’ package feed. The program will load them.\n\nSHA-512 ${sha512}`,
    yes: 'Download',
    no: 'Cancel',
  },
  refused: {
    notWritable: (folder: string) => `Espalier cannot write into its data folder, ${folder}.`,
    advice:
      'Make that folder writable and see that its disk is not full, or name another one in ESPALIER_DATA, then start again.',
  },
} as const

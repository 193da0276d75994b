// Every sentence about newer versions of the program: the dialog that looks for one, and its switch in the settings.
// Knows words. Does not know where they are shown.

export const UPDATES = {
  title: 'Updates',
  unable: {
    browser: 'This window is in a browser. Espalier is brought up to date where its host runs.',
    sources: 'This Espalier runs from its sources: “git pull” and then “npm start” bring it up to date.',
    archive: 'This Espalier was unpacked from an archive and does not replace itself: unpack a newer one in its place.',
    keyless:
      'This package was made without the key of a publisher, so there is no update that it could trust: install a newer package.',
  },
  checking: 'Looking for a newer version …',
  newest: (version: string) => `Espalier ${version} is the newest version.`,
  older: (offered: string) => `The publisher offers ${offered}, which is older, so it is not taken.`,
  found: (offered: string) => `Espalier ${offered} is available.`,
  foundHelp: (version: string) =>
    `This is ${version}. The new one is installed when you close Espalier, never in the middle of a run.`,
  fetch: 'Download',
  fetching: (offered: string) => `Espalier ${offered} is being downloaded.`,
  fetched: (done: string, all: string) => `${done} of ${all}`,
  stop: 'Stop',
  ready: (offered: string) => `Espalier ${offered} is downloaded and checked.`,
  readyHelp: 'It is installed when you close Espalier.',
  asks: 'The system asks for an administrator’s password then.',
  failed: {
    unreachable: 'The publisher’s server cannot be reached, or the line to it broke. Check the network and try again.',
    absent: 'The publisher’s server has no version for this system.',
    silent: 'The publisher’s server does not answer any more. Try again later.',
    unsigned: 'The update is not signed by the publisher of this package, so it is not taken.',
    altered: 'What came is not the file that the publisher has announced, so it is not taken.',
    unknown: 'The update could not be had.',
  },
  unchanged: 'Nothing was changed.',
  again: 'Try again',
  setting: 'Look for a newer version at each start',
  settingHelp:
    'Off, Espalier asks nobody by itself; on, it asks the publisher’s server for the newest version, and tells it nothing.',
} as const

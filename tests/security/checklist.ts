// Electron's security checklist, by its numbers (electronjs.org/docs/latest/tutorial/security): each item is broken by rows of the table,
// or cannot be broken by a change of a text.
// Knows titles and reasons. Does not know the rows.

export const CHECKLIST: Readonly<Record<number, { title: string; without?: string }>> = {
  1: { title: 'Only load secure content' },
  2: { title: 'Do not enable Node.js integration for remote content' },
  3: { title: 'Enable context isolation' },
  4: { title: 'Enable process sandboxing' },
  5: { title: 'Handle session permission requests from remote content' },
  6: { title: 'Do not disable webSecurity' },
  7: { title: 'Define a Content Security Policy' },
  8: { title: 'Do not enable allowRunningInsecureContent' },
  9: { title: 'Do not enable experimental features' },
  10: { title: 'Do not use enableBlinkFeatures' },
  11: { title: 'Do not use allowpopups for WebViews' },
  12: { title: 'Verify WebView options before creation' },
  13: { title: 'Disable or limit navigation' },
  14: { title: 'Disable or limit creation of new windows' },
  15: { title: 'Do not use shell.openExternal with untrusted content' },
  16: { title: 'Use a current version of Electron', without: 'the lock file names it, and a person renews it' },
  17: { title: 'Validate the sender of all IPC messages' },
  18: { title: 'Avoid the file protocol, use custom protocols' },
  19: { title: 'Check which fuses you can change' },
  20: { title: 'Do not expose Electron APIs to untrusted web content' },
}

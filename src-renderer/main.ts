// The window's first lines: connect to the engine, make the lab, mount the app, follow the link in the page's address, and join the
// desktop program where the window is a part of one.
import './content-policy.ts'
import { mount } from 'svelte'
import App from './shell/App.svelte'
import { followLink } from './commands/run-links.ts'
import { connectEngine } from './engine.ts'
import { Lab } from './state/lab.svelte.ts'
import { joinDesktop } from './shell/desktop.svelte.ts'
import type { RunLink } from './state/run-link.ts'
import { readLink } from './state/run-link.ts'

const lab = new Lab({ connection: connectEngine(), storage: localStorage })
const first = takeLink()
// So that the start brings it on screen in place of what was there last.
if (first) lab.settings.shown.run = first.run
mount(App, { target: document.querySelector('#app')!, props: { lab } })
const started = lab.start().then(() => first && followLink(lab, first))
if (window.espalier) joinDesktop(lab, window.espalier, started)
addEventListener('hashchange', () => {
  const link = takeLink()
  if (link) void followLink(lab, link)
})

/** The link in the address, which then has none: what is shown next need not be that. */
function takeLink(): RunLink | null {
  const link = readLink(location.hash)
  if (link) history.replaceState(null, '', location.pathname)
  return link
}

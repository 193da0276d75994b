// The window's first lines: connect to the engine, make the lab, mount the app, and follow the link in the page's address.
import './content-policy.ts'
import { mount } from 'svelte'
import App from './shell/App.svelte'
import { followLink } from './commands/run-links.ts'
import { connectEngine } from './engine.ts'
import { Lab } from './state/lab.svelte.ts'
import type { RunLink } from './state/run-link.ts'
import { readLink } from './state/run-link.ts'

const lab = new Lab({ connection: connectEngine(), storage: localStorage })
const first = takeLink()
// So that the start brings it on screen in place of what was there last.
if (first) lab.settings.shown.run = first.run
mount(App, { target: document.querySelector('#app')!, props: { lab } })
void lab.start().then(() => first && followLink(lab, first))
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

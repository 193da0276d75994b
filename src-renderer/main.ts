// The window's first lines: connect to the engine, make the lab, mount the app.
import './content-policy.ts'
import { mount } from 'svelte'
import App from './shell/App.svelte'
import { connectEngine } from './engine.ts'
import { Lab } from './state/lab.svelte.ts'

const lab = new Lab({ connection: connectEngine(), storage: localStorage })
mount(App, { target: document.querySelector('#app')!, props: { lab } })
void lab.start()

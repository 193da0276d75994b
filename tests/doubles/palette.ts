// A fixed light theme for pictures in tests.
import type { Palette } from '../../src-renderer/ui/palette.ts'

export const PALETTE: Palette = {
  ground: '#ffffff',
  panel: '#f5f5f3',
  ink: '#1b1c1f',
  inkQuiet: '#5d5f66',
  line: '#e2e2df',
  accent: '#4356c0',
  accentInk: '#ffffff',
  right: '#17704a',
  wrong: '#b02e25',
  focus: '#4356c0',
  font: 'sans-serif',
}

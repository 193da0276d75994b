// The line icons of the window: SVG paths on a 16-pixel grid, by name.
// Knows shapes. Does not know where they are used.

export const PATHS = {
  play: 'M5 3.2v9.6l8-4.8z',
  pause: 'M5 3v10M11 3v10',
  resume: 'M3 3v10M7 3.4v9.2L14 8z',
  step: 'M3 3.4v9.2L10 8zM13 3v10',
  stop: 'M4 4h8v8H4z',
  dice: 'M3 3h10v10H3zM5.8 5.8h.01M10.2 10.2h.01M8 8h.01M10.2 5.8h.01M5.8 10.2h.01',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4 14 14',
  light:
    'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3' +
    'M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  dark: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
  system: 'M8 2.2a5.8 5.8 0 1 0 0 11.6zM8 2.2a5.8 5.8 0 0 1 0 11.6',
  left: 'M2.5 3h11v10h-11zM6.5 3v10',
  right: 'M2.5 3h11v10h-11zM9.5 3v10',
  history: 'M2.8 5.2A5.8 5.8 0 1 1 2.2 8M2.5 2.6v2.8h2.8M8 5v3.2l2.2 1.4',
  previous: 'M10 3.5 5.5 8l4.5 4.5',
  next: 'M6 3.5 10.5 8 6 12.5',
  up: 'M3.5 10 8 5.5l4.5 4.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  check: 'm3 8.6 3.2 3.2L13 4.6',
  cross: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  trash: 'M2.8 4.2h10.4M6 4V2.5h4V4M4.2 4.5l.6 9h6.4l.6-9M6.8 7v4M9.2 7v4',
  outline: 'M2.5 3.5h7M5.5 8h8M5.5 12.5h8M2.8 6v6.5',
  merge: 'M3 2.500 8 8l5-5.500M8 8v5.500M5.500 13.500h5',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  chip: 'M4.5 4.5h7v7h-7zM6.3 2v2.5M9.7 2v2.5M6.3 11.5V14M9.7 11.5V14M2 6.3h2.5M2 9.7h2.5M11.5 6.3H14M11.5 9.7H14',
  browse: 'M3 4h10M3 8h10M3 12h6',
  alert: 'M8 2.4 14.3 13.4H1.7zM8 6.6v3.2M8 11.6v.01',
  dash: 'M4 8h8',
  again: 'M13.200 8A5.200 5.200 0 1 1 11.300 4M11.500 1.800V4.300H9',
  download: 'M8 2.5v8M4.500 7.200 8 10.700l3.500-3.500M3 13.500h10',
  open: 'M2.500 12.500v-9h4l1.500 2h5.500v7z',
  help: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM6.2 6.4a1.8 1.8 0 1 1 2.600 1.600c-.6.3-.8.7-.8 1.300M8 11.400v.01',
  plus: 'M8 3.5v9M3.5 8h9',
  flag: 'M4 14V2.5h8L9.8 5.5 12 8.5H4',
}

export type IconName = keyof typeof PATHS

// The part of BENCHMARKS.md about the picture of a tree.
// Knows its words and tables. Does not know how anything was measured.
import { described, minuteOf, table } from './cells.ts'
import type { PictureFigures, PictureResults } from './results.ts'

const ROWS: [string, (figures: PictureFigures) => string][] = [
  ['Laid out and first drawn, ms', ({ layout }) => layout.toFixed(0)],
  ['1,000 nodes more, ms', ({ insert }) => insert.toFixed(0)],
  ['Frames a second while zooming', ({ frames }) => frames.toFixed(1)],
  ['Drawing call, ms', ({ draw }) => draw.toFixed(1)],
  ['Events a second, live, of 50,000', ({ events }) => Math.round(events).toLocaleString('en')],
  ['From event to frame, ms', ({ lag }) => lag.toFixed(0)],
  ['Heap of the page, MiB', ({ memory }) => memory.toFixed(0)],
]

/** What was measured of pictures. */
export function pictureSection({ date, machine, browser, view, figures }: PictureResults): string[] {
  const sizes = [...new Set(figures.map(({ nodes }) => nodes))]
  const ways = [...new Set(figures.map(({ way }) => way))]
  return [
    '## The picture of a tree',
    `Written by \`npm run bench:picture -- --write\`; the numbers are in [picture.json](tests/bench/results/picture.json). ` +
      `${minuteOf(date)}, ${described(machine)}, Chromium ${browser} without a GPU, ${view.width} x ${view.height} at one ` +
      'pixel a CSS pixel, load before ' +
      `${machine.loadBefore.toFixed(2)}. d3 draws its tidy tree as SVG, pixi.js the same ` +
      'places as particles and lines by WebGL; – was not done within two minutes. A zoom goes to ten times and back in 90 frames; ' +
      'the heap is told before anything is collected. Live, 50,000 events a second come for two seconds as columns in a batch every ' +
      '16 ms; from event to frame it took 95 of 100 frames no longer, counted from the oldest batch in them.',
    ...sizes.flatMap((size) => [
      `### ${size.toLocaleString('en')} nodes`,
      table(
        ['', ...ways],
        ROWS.map(([name, tell]) => [
          name,
          ...ways.map((way) => {
            const found = figures.find((one) => one.nodes === size && one.way === way)?.figures
            return found ? tell(found) : '–'
          }),
        ]),
      ),
    ]),
  ]
}

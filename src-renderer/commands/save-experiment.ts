// Saves or prints what belongs to experiments: the plot on screen, the results, the form's specification.
// Knows the files' names, and that a failure becomes the banner. Does not know what is in the files.
import type { ExportFormat } from '../../src-main/contract/experiment-export.ts'
import { saveFigure } from '../plot/save-figure.ts'
import type { Experiments } from '../state/experiments.svelte.ts'
import { fileName, specText } from '../state/spec-file.ts'
import type { Lab } from '../state/lab.svelte.ts'
import type { Caption } from '../ui/caption.ts'
import { downloadText } from '../ui/download.ts'
import { printPicture } from '../ui/print-picture.ts'
import { plotCaption } from './captions.ts'
import { pictureName } from './picture-name.ts'

/** What of the lab a plot is saved of: its experiments, and what the settings want of pictures. */
type PlotLab = Pick<Lab, 'experiments' | 'settings'>

/** Offers the figure on screen for download, named by its experiment, its view and the moment. */
export async function savePlot({ experiments, settings }: PlotLab, format: 'svg' | 'png'): Promise<void> {
  const { figure } = experiments
  if (!figure) return
  const { paper, caption } = settings.picture
  await experiments.attempt(() =>
    saveFigure(figure({ paper, ...(caption ? captionOf(experiments) : {}) }), { name: nameOf(experiments), format }),
  )
}

/** Prints the figure on screen for paper, alone on its page. */
export async function printPlot({ experiments, settings }: PlotLab): Promise<void> {
  const { figure } = experiments
  if (!figure) return
  const caption = settings.picture.caption ? captionOf(experiments) : {}
  await experiments.attempt(() => printPicture(figure({ paper: true, ...caption }), nameOf(experiments)))
}

function nameOf({ progress, view }: Experiments): string {
  return pictureName([fileName(progress?.name ?? ''), view.view])
}

function captionOf({ summary }: Experiments): { caption?: (title: string) => Caption } {
  const day = new Date().toISOString().slice(0, 10)
  return summary ? { caption: (title) => plotCaption(summary, title, day) } : {}
}

/** Offers the results for download in a format of the engine; the report gets the figure that `picture` draws. */
export async function saveResults(
  experiments: Experiments,
  format: ExportFormat,
  picture: () => string,
): Promise<void> {
  await experiments.attempt(async () => {
    const file = await experiments.resultFile(format, picture)
    if (file) downloadText(file)
  })
}

/** Offers the specification that the form describes for download; nothing while something in it is wrong. */
export function saveSpec({ draft: { spec } }: Experiments): void {
  if (spec) downloadText({ name: `${fileName(spec.name)}.json`, type: 'application/json', text: specText(spec) })
}

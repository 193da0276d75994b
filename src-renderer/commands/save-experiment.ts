// Saves what belongs to experiments: the plot on screen, the results, the form's specification.
// Knows the files' names, and that a failure becomes the banner. Does not know what is in the files.
import type { ExportFormat } from '../../src-main/contract/experiment-export.ts'
import { saveFigure } from '../plot/save-figure.ts'
import type { Experiments } from '../state/experiments.svelte.ts'
import { fileName, specText } from '../state/spec-file.ts'
import { downloadText } from '../ui/download.ts'

/** Offers the figure on screen for download, named by its experiment and its view. */
export async function savePlot(experiments: Experiments, format: 'svg' | 'png'): Promise<void> {
  const { figure, progress, view } = experiments
  if (!figure) return
  const name = `${fileName(progress?.name ?? '')}-${view.view}`
  await experiments.attempt(() => saveFigure(figure(), { name, format }))
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

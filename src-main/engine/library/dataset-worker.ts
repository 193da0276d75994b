// The thread that reads datasets: a large file takes seconds that would hold up every run if the engine spent them.
// Knows nothing between two calls. Does not know where files come from or who asks.
import { parentPort } from 'node:worker_threads'
import { FAULTS_TOLD, FIELD_LENGTH, PREVIEW_ROWS } from '../../contract/dataset.ts'
import type { Calls } from '../../contract/channel.ts'
import { openChannel } from '../../contract/channel.ts'
import { threadPort } from '../../inference/thread/thread-port.ts'
import type { DatasetCalls } from './dataset-calls.ts'
import { readDatasetFile } from './dataset-file.ts'

/** Fields that are offered; a file may have any number. */
const TOLD_FIELDS = 200

if (parentPort) {
  openChannel<Calls, DatasetCalls>(threadPort(parentPort, { staying: true }), {
    preview(source) {
      const { problems, format, fields, mapping, references, faults, notes } = readDatasetFile({
        ...source,
        dataset: source.file,
      })
      return {
        format,
        fields: fields.filter(({ length }) => length <= FIELD_LENGTH).slice(0, TOLD_FIELDS),
        mapping,
        rows: problems.slice(0, PREVIEW_ROWS),
        problems: problems.length,
        references,
        faults: faults.slice(0, FAULTS_TOLD),
        faultCount: faults.length,
        notes,
      }
    },
    read: readDatasetFile,
  })
}

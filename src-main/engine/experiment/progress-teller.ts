// Tells how an experiment goes, often enough to watch and seldom enough not to be in the way, and writes it down for the next start.
// Knows the pace. Does not know what progress is made of, or who listens.
import type { ExperimentProgress } from '../../contract/experiment.ts'

/** Milliseconds between two messages about progress, and between two writings of it for the list of the next start. */
const TELL_EVERY = 250
const KEEP_EVERY = 5000

export interface ProgressTeller {
  /** Tells soon. */
  changed(): void
  /** Tells now. */
  tell(): void
  /** Tells nothing more. */
  end(): void
}

export function createProgressTeller(options: {
  progress: () => ExperimentProgress
  post: (progress: ExperimentProgress) => void
  /** May throw: only the list of the next start reads what is kept. */
  keep: (progress: ExperimentProgress) => void
}): ProgressTeller {
  const { post, keep } = options
  let timer: NodeJS.Timeout | null = null
  let kept = -Infinity

  const end = () => {
    if (timer) clearTimeout(timer)
    timer = null
  }
  const tell = () => {
    end()
    const progress = options.progress()
    post(progress)
    if (progress.state === 'running' && performance.now() < kept + KEEP_EVERY) return
    kept = performance.now()
    try {
      keep(progress)
    } catch {
      // The journal, which counts, tells its own failures.
    }
  }
  return {
    changed() {
      timer ??= setTimeout(tell, TELL_EVERY)
    },
    tell,
    end,
  }
}

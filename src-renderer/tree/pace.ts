// The pace of a picture that moves: whether its frames come so slowly that it should be drawn with fewer pixels until it rests.
// Knows times of frames. Does not know what is drawn.

/** Milliseconds from frame to frame that are too many, on average of about four. */
const SLOW = 24
/** Milliseconds without a frame after which a picture rests. */
export const REST = 140

export class Pace {
  #last = -Infinity
  #mean = 0
  #coarse = false

  /** Takes the time of a frame that is about to be drawn. Returns whether fewer pixels should do. */
  frame(now: number): boolean {
    const since = now - this.#last
    this.#last = now
    const rested = since >= REST
    this.#mean = rested ? 0 : this.#mean + (since - this.#mean) / 4
    this.#coarse = !rested && (this.#coarse || this.#mean > SLOW)
    return this.#coarse
  }
}

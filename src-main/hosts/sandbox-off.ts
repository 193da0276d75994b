// What is told where Chromium runs without its sandbox, by whoever starts it so.
// Knows that sentence. Does not know who starts what.

export const SANDBOX_OFF =
  'Warning: the window runs without Chromium’s sandbox (--no-sandbox), which root on Linux does not have. Start Espalier as a person.'

// How the program under Electron ends, as `npm start` reads it.
// Knows one number. Does not know what was said.

/** It could not start, and has said why: another window would not help. As EX_CANTCREAT of sysexits.h. */
export const REFUSED = 73

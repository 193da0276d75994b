// Files of session threads that end in mid-run, or pose as graphics devices; see ending-session.mjs.

/** The file of a thread that ends after so many passes of its graphs, without one never. The CPU poses as every device. */
export function endingAfter(passes = Infinity): URL {
  const session = new URL(`./ending-session.mjs?passes=${passes}`, import.meta.url)
  // Node drops the question from the address of a thread's file, but not from that of an import.
  return new URL(`data:text/javascript,import ${JSON.stringify(session.href)}`)
}

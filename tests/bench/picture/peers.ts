// The libraries that the pictures beside ours are drawn with, which are installed on demand.
// Knows their names. Does not know what is used of them.
/* eslint-disable @typescript-eslint/no-unnecessary-type-assertion -- the compiler does not look for a name that is a string alone */
export const peers = {
  hierarchy: (): Promise<unknown> => import('d3-hierarchy' as string),
  selection: (): Promise<unknown> => import('d3-selection' as string),
  shape: (): Promise<unknown> => import('d3-shape' as string),
  pixi: (): Promise<unknown> => import('pixi.js' as string),
}

// The fonts of formulas in the built window: woff2 alone, which every browser that runs the window reads, and each as a file of its
// own, because the content security policy takes no font out of a style sheet.
// Knows KaTeX's style sheet. Does not know formulas.
import type { Plugin } from 'vite'

const SHEET = /katex[\\/]dist[\\/]katex(?:\.min)?\.css/
const OLDER = /,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(["'](?:woff|truetype)["']\)/g

export function mathsFonts(): Plugin {
  return {
    name: 'maths-fonts',
    enforce: 'pre',
    config: () => ({ build: { assetsInlineLimit: (file: string) => (file.endsWith('.woff2') ? false : undefined) } }),
    transform: (code, id) => (SHEET.test(id) ? code.replace(OLDER, '') : null),
  }
}

/**
 * Tells the browser to compile the files that each page begins with as a whole, while they come and
 * beside the thread of the page: else it compiles each function on that thread when it is first
 * called, which took a quarter of the time until a page was seen. Browsers that do not know it read
 * a comment.
 */
import type { OutputChunk } from 'rolldown'
import type { Plugin } from 'vite'

const HINT = '//# allFunctionsCalledOnLoad\n'
const SCREENS = '/src/screens/'

export function compileHints(): Plugin {
  return {
    name: 'compile-hints',
    apply: 'build',
    generateBundle: {
      // What other plugins put before the code would hide it.
      order: 'post',
      handler(_, bundle) {
        const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
        for (const chunk of hinted(chunks)) chunk.code = HINT + chunk.code
      },
    },
  }
}

/** The entry, the screens, and all that these import: what only a click loads is left out. */
export function hinted(chunks: readonly OutputChunk[]): Set<OutputChunk> {
  const byName = new Map(chunks.map((one) => [one.fileName, one]))
  const isFirst = (one: OutputChunk) => one.isEntry || one.facadeModuleId?.includes(SCREENS)
  const found = new Set(chunks.filter(isFirst))
  for (const one of found) {
    for (const name of one.imports) {
      const other = byName.get(name)
      if (other) found.add(other)
    }
  }
  return found
}

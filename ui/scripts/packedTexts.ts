/**
 * Each file of texts as JSON in a string: thousands of texts, of which a page shows a few hundred, cost
 * nothing until one of their file is wanted, and then less than as code. `textAt` reads them.
 */
import type { Plugin } from 'vite'

const FILE = /\/src\/i18n\/[a-z]+\/(\w+)\.ts$/

export function packedTexts(): Plugin {
  return {
    name: 'packed-texts',
    apply: 'build',
    async transform(code, id) {
      const name = FILE.exec(id)?.[1]
      return name === undefined || name === 'index' ? undefined : packed(code, name)
    },
  }
}

/** A file of texts, which exports them by its own name. */
export async function packed(code: string, name: string) {
  const address = `data:text/javascript,${encodeURIComponent(code)}`
  const found = (await import(/* @vite-ignore */ address)) as Record<string, unknown>
  const texts = found[name]
  if (texts === undefined) throw new Error(`${name}.ts of the texts exports no ${name}`)
  return { code: `export const ${name} = ${JSON.stringify(JSON.stringify(texts))}`, map: null }
}

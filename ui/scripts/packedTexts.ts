/**
 * Each file of texts as JSON in a string: thousands of texts, of which a page shows a few hundred, cost
 * nothing until one of their file is wanted, and then less than as code. `textAt` reads them.
 *
 * Files of English, of which every page needs some, come with the modules that name their keys: a list
 * does not load the texts of the editor. The start of a key is always written out for that.
 */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const FILE = /\/src\/i18n\/([a-z]+)\/(\w+)\.ts$/
const USER = /\/src\/(?!i18n\/)[^?]+\.(ts|vue)($|\?vue&type=(script|template))/

export function packedTexts(): Plugin {
  const english = fileURLToPath(new URL('../src/i18n/en/', import.meta.url))
  const names = readdirSync(english).flatMap((file) =>
    file === 'index.ts' ? [] : file.slice(0, -3),
  )
  return {
    name: 'packed-texts',
    apply: 'build',
    async transform(code, id) {
      if (USER.test(id)) return withTexts(code, names)
      const [, language, name] = FILE.exec(id) ?? []
      if (name === undefined) return undefined
      if (name !== 'index') return language === 'en' ? registered(code, name) : packed(code, name)
      return language === 'en' ? { code: 'export const en = {}', map: null } : undefined
    },
  }
}

/** A file of texts, which exports them by its own name. */
export async function packed(code: string, name: string) {
  return { code: `export const ${name} = ${await json(code, name)}`, map: null }
}

/** The same of English, which puts itself among those that are loaded. */
async function registered(code: string, name: string) {
  return { code: `import { en } from './index'\nen.${name} = ${await json(code, name)}`, map: null }
}

async function json(code: string, name: string): Promise<string> {
  const address = `data:text/javascript,${encodeURIComponent(code)}`
  const found = (await import(/* @vite-ignore */ address)) as Record<string, unknown>
  const texts = found[name]
  if (texts === undefined) throw new Error(`${name}.ts of the texts exports no ${name}`)
  return JSON.stringify(JSON.stringify(texts))
}

/** A module that imports the files of the keys in it; undefined for one without keys. */
export function withTexts(code: string, names: readonly string[]) {
  const found = names.filter((name) => new RegExp(`['"\`]${name}\\.[\\w$]`).test(code))
  if (!found.length) return undefined
  const imports = found.map((name) => `import '@/i18n/en/${name}'`)
  // Behind the code, so that its lines stay where they are.
  return { code: [code, ...imports].join('\n'), map: null }
}

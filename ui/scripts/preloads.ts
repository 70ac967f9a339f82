/**
 * Tells the index page which files each address needs, so that they load beside those that every
 * screen needs and not after them.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { OutputBundle, OutputChunk } from 'rolldown'
import type { Plugin } from 'vite'

/** An address of the router, as the script in the index page knows it. */
interface Screen {
  /** A regular expression for the path below `/ui`. */
  path: string
  isBare: boolean
  files: string[]
}

const ROUTER = fileURLToPath(new URL('../src/router.ts', import.meta.url))
// A record of the router: all that stands before its component, and the component's file.
const RECORD = /([\s\S]*?)component: \(\) => import\('@\/(screens\/[^']+)'\)/g
const PATH = /'(\/[^']*)'/g
const PLACE = "'the screens'"

export function preloads(): Plugin {
  return {
    name: 'preloads',
    transformIndexHtml: {
      order: 'post',
      handler(page, { bundle }) {
        const screens = bundle ? screensOf(readFileSync(ROUTER, 'utf8'), bundle) : []
        return page.replace(PLACE, () => JSON.stringify(screens))
      },
    },
  }
}

/** The screens of a router's source. Raises for a screen that was not built. */
function screensOf(source: string, bundle: OutputBundle): Screen[] {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
  const entry = chunks.find((one) => one.isEntry)
  const early = entry ? filesOf(entry, bundle) : new Set<string>()
  const found: Screen[] = []
  for (const [, before = '', file = ''] of source.matchAll(RECORD)) {
    const chunk = chunks.find((one) => one.facadeModuleId?.endsWith(`/src/${file}`))
    if (!chunk) throw new Error(`${file} of the router is in no file of its own`)
    const files = [...filesOf(chunk, bundle)].filter((one) => !early.has(one))
    for (const [, path = ''] of before.matchAll(PATH)) {
      if (path.includes('(')) continue
      found.push({ path: expressionOf(path), isBare: before.includes('isBare: true'), files })
    }
  }
  // The words of a path come before its parameters.
  return found.sort((one, other) => one.path.split('[').length - other.path.split('[').length)
}

function expressionOf(path: string): string {
  const parts = path.split('/').filter(Boolean)
  const expressions = parts.map((part) => {
    if (!part.startsWith(':')) return `/${part}`
    return part.endsWith('?') ? '(/[^/]+)?' : '/[^/]+'
  })
  return `^(/main)?${expressions.join('')}/?$`
}

/** Scripts and style sheets of a chunk and of what it imports. */
function filesOf(chunk: OutputChunk, bundle: OutputBundle, found = new Set<string>()) {
  if (found.has(chunk.fileName)) return found
  found.add(chunk.fileName)
  for (const css of chunk.viteMetadata?.importedCss ?? []) found.add(css)
  for (const name of chunk.imports) {
    const other = bundle[name]
    if (other?.type === 'chunk') filesOf(other, bundle, found)
  }
  return found
}

/**
 * How the pages are cut into files. Each file costs a request and time of the main thread, so what
 * most screens use is in two: what is there before any screen, and what screens have in common.
 * All rules of what is not there at first are one sheet: a hundred small ones take twice the bytes.
 */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CodeSplittingNameFunction } from 'rolldown'

type Modules = Parameters<CodeSplittingNameFunction>[1]

const SCREEN = /\/src\/screens\/[^/]+\/\w+Page\.vue$/
const RULES = /\.vue\?vue&type=style/
const SOURCES = fileURLToPath(new URL('../src', import.meta.url))
// Of all screens. Fewer and a first visit loads what is of no use; more and the lists have a dozen
// small files.
const SHARE_MIN = 1 / 3

/** The groups of rolldown's `codeSplitting`; the rest is cut by who uses it. */
export function groups() {
  const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  const least = SHARE_MIN * names.filter((name) => SCREEN.test(`/src/${name}`)).length
  const uses = new Map<string, number>()
  const counted = new Set<string>()

  function count(screen: string, modules: Modules): void {
    counted.add(screen)
    for (const id of behind(screen, modules)) uses.set(id, (uses.get(id) ?? 0) + 1)
  }

  const shared: CodeSplittingNameFunction = (id, modules) => {
    for (const screen of screensOver(id, modules)) {
      if (!counted.has(screen)) count(screen, modules)
    }
    return (uses.get(id) ?? 0) >= least ? 'shared' : null
  }
  return [
    { name: 'base', tags: ['$initial' as const], priority: 3 },
    { name: 'rules', test: RULES, priority: 2, includeDependenciesRecursively: false },
    { name: shared, debugName: 'shared', priority: 1, includeDependenciesRecursively: false },
  ]
}

/** What a module needs at once, itself among them. */
function behind(id: string, modules: Modules): Set<string> {
  return reached(id, (one) => modules.getModuleInfo(one)?.importedIds ?? [])
}

/** The screens that need a module at once. */
function screensOver(id: string, modules: Modules): string[] {
  const users = reached(id, (one) => modules.getModuleInfo(one)?.importers ?? [])
  return [...users].filter((one) => SCREEN.test(one))
}

function reached(id: string, next: (id: string) => readonly string[]): Set<string> {
  const found = new Set([id])
  for (const one of found) for (const other of next(one)) found.add(other)
  return found
}

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
const SHARE_MIN = 1 / 5
// Characters of a module of two screens that cost every page less than a file of its own costs both.
const SMALL = 1_200

/** The groups of rolldown's `codeSplitting`; the rest is cut by who uses it. */
export function groups() {
  const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  const screens = names.map((name) => `${SOURCES}/${name}`).filter((id) => SCREEN.test(id))
  const least = SHARE_MIN * screens.length
  let uses: Map<string, number> | undefined

  const shared: CodeSplittingNameFunction = (id, modules) => {
    uses ??= usesOf(screens, modules)
    const of = (one: string) => uses?.get(one) ?? 0
    const isLight = (one: string) =>
      of(one) >= least ||
      RULES.test(one) ||
      (one.startsWith(SOURCES) && (modules.getModuleInfo(one)?.code?.length ?? 0) <= SMALL)
    // What a shared module needs every page loads as well.
    const isShared = of(id) >= least || (of(id) > 1 && [...behind(id, modules)].every(isLight))
    return isShared ? 'shared' : null
  }
  return [
    { name: 'base', tags: ['$initial' as const], priority: 3 },
    { name: 'rules', test: RULES, priority: 2, includeDependenciesRecursively: false },
    { name: shared, debugName: 'shared', priority: 1, includeDependenciesRecursively: false },
  ]
}

/** How many screens need each module at once. */
function usesOf(screens: readonly string[], modules: Modules): Map<string, number> {
  const uses = new Map<string, number>()
  for (const screen of screens) {
    for (const id of behind(screen, modules)) uses.set(id, (uses.get(id) ?? 0) + 1)
  }
  return uses
}

/** What a module needs at once, itself among them. */
function behind(id: string, modules: Modules): Set<string> {
  const found = new Set([id])
  for (const one of found) {
    for (const other of modules.getModuleInfo(one)?.importedIds ?? []) found.add(other)
  }
  return found
}

/** Pinned pages, which are among the preferences, and what was opened of late in this browser. */
import { reactive, watch } from 'vue'
import type { RouteLocationNormalizedLoaded } from 'vue-router'
import { preferences, readStored } from './preferences'

export interface Kept {
  /** Path and query below the pages. */
  path: string
  text: string
}

// Where pins were before the server kept them.
const PINS = 'tiercel.pins'
const RECENT = 'tiercel.recent'
const PINS_MAX = 50
const PIN_CHARS_MAX = 500
const RECENT_MAX = 8
const PARTS = 5

export const recent = reactive(read(RECENT))
watch(recent, () => localStorage.setItem(RECENT, JSON.stringify(recent)))
window.addEventListener('storage', (event) => {
  if (event.key === RECENT) recent.splice(0, recent.length, ...read(RECENT))
})

export function isPinned(path: string): boolean {
  return preferences.bookmarks.some((one) => one.path === path)
}

export function togglePin(path: string, text: string): void {
  if (isPinned(path)) unpin(path)
  else pin({ path, text })
}

export function unpin(path: string): void {
  preferences.bookmarks = preferences.bookmarks.filter((one) => one.path !== path)
}

export function movePin(from: number, to: number): void {
  const [moved] = preferences.bookmarks.splice(from, 1)
  if (moved) preferences.bookmarks.splice(to, 0, moved)
}

/** Take over pins that only this browser has, once. */
export function importPins(): void {
  for (const one of read(PINS)) if (!isPinned(one.path)) pin(one)
  localStorage.removeItem(PINS)
}

let visited = ''

/** The namespace whose page, or a flow or an execution in which, was opened last in this tab. */
export function visitedNamespace(): string {
  return visited
}

/** Remember that a flow or an execution was opened; each once, the newest first. */
export function remember(route: RouteLocationNormalizedLoaded): void {
  const { namespace, id, flowId } = route.params
  const inside = route.name === 'namespace' ? id : namespace
  if (typeof inside === 'string') visited = inside
  if (typeof namespace !== 'string' || typeof id !== 'string') return
  const text = typeof flowId === 'string' ? `${flowId} ${id}` : `${namespace}.${id}`
  // Without the tab: both kinds of page have four parts before it.
  const path = route.path.split('/').slice(0, PARTS).join('/')
  const others = recent.filter((one) => one.path !== path)
  recent.splice(0, recent.length, { path, text }, ...others.slice(0, RECENT_MAX - 1))
}

function pin({ path, text }: Kept): void {
  if (preferences.bookmarks.length >= PINS_MAX) return
  preferences.bookmarks.push({ path, text: text.slice(0, PIN_CHARS_MAX) })
}

function read(key: string): Kept[] {
  const stored = readStored(key)
  if (!Array.isArray(stored)) return []
  return stored.filter(
    (one: Partial<Kept> | null): one is Kept =>
      typeof one?.path === 'string' && typeof one.text === 'string',
  )
}

/** Lists that this browser keeps: pinned pages, and what was opened of late. */
import { reactive, watch } from 'vue'
import type { RouteLocationNormalizedLoaded } from 'vue-router'
import { readStored } from './preferences'

export interface Kept {
  /** Path and query below the pages. */
  path: string
  text: string
}

const PINS = 'tiercel.pins'
const RECENT = 'tiercel.recent'
const PINS_MAX = 50
const RECENT_MAX = 8
const PARTS = 5

export const pins = list(PINS)
export const recent = list(RECENT)

export function isPinned(path: string): boolean {
  return pins.some((one) => one.path === path)
}

export function togglePin(path: string, text: string): void {
  if (isPinned(path)) unpin(path)
  else if (pins.length < PINS_MAX) pins.push({ path, text })
}

export function unpin(path: string): void {
  const place = pins.findIndex((one) => one.path === path)
  if (place >= 0) pins.splice(place, 1)
}

export function movePin(from: number, to: number): void {
  const [moved] = pins.splice(from, 1)
  if (moved) pins.splice(to, 0, moved)
}

/** Remember that a flow or an execution was opened; each once, the newest first. */
export function remember(route: RouteLocationNormalizedLoaded): void {
  const { namespace, id, flowId } = route.params
  if (typeof namespace !== 'string' || typeof id !== 'string') return
  const text = typeof flowId === 'string' ? `${flowId} ${id}` : `${namespace}.${id}`
  // Without the tab: both kinds of page have four parts before it.
  const path = route.path.split('/').slice(0, PARTS).join('/')
  const others = recent.filter((one) => one.path !== path)
  recent.splice(0, recent.length, { path, text }, ...others.slice(0, RECENT_MAX - 1))
}

function list(key: string): Kept[] {
  const found = reactive(read(key))
  watch(found, () => localStorage.setItem(key, JSON.stringify(found)))
  window.addEventListener('storage', (event) => {
    if (event.key === key) found.splice(0, found.length, ...read(key))
  })
  return found
}

function read(key: string): Kept[] {
  const stored = readStored(key)
  if (!Array.isArray(stored)) return []
  return stored.filter(
    (one: Partial<Kept> | null): one is Kept =>
      typeof one?.path === 'string' && typeof one.text === 'string',
  )
}

/**
 * What this browser keeps of the views of lists: those used of late, and the filters of the one that
 * a list begins with, which are needed before the server can be asked. The views themselves are
 * `resources/savedViews.ts`.
 */
import { reactive, watch } from 'vue'
import type { LocationQuery } from 'vue-router'
import { preferences, readStored } from '@/shell/preferences'

export type ViewQuery = Record<string, string | string[]>

export interface View {
  /** The name that the reader gave, or the filters in words. */
  name: string
  query: ViewQuery
}

/** Views of before the server kept them, and the name of the one that the list began with. */
export interface OldViews {
  saved: View[]
  usual?: string
}

interface ListViews extends Partial<OldViews> {
  recent: View[]
  /** The filters of the usual view, and its id. */
  start?: { id: string; query: ViewQuery }
}

const KEY = 'tiercel.views'
const RECENT_MAX = 10

const kept = reactive<Record<string, ListViews>>(read())
watch(kept, () => localStorage.setItem(KEY, JSON.stringify(kept)))
window.addEventListener('storage', (event) => {
  if (event.key === KEY) Object.assign(kept, read())
})

export function recentViews(list: string): readonly View[] {
  return viewsOf(list).recent
}

/** Each query once, the newest first. */
export function rememberView(list: string, view: View): void {
  const views = viewsOf(list)
  const text = JSON.stringify(view.query)
  const others = views.recent.filter((one) => JSON.stringify(one.query) !== text)
  views.recent = [view, ...others].slice(0, RECENT_MAX)
}

/** What a list begins with; undefined where nothing was chosen, or it is not known here yet. */
export function usualQuery(list: string): ViewQuery | undefined {
  const { start } = viewsOf(list)
  return start && start.id === preferences.usualViews[list] ? start.query : undefined
}

/** Begin the list with a view from now on; without one as it begins by itself. */
export function beginWith(list: string, view?: { id: string; query: ViewQuery }): void {
  const views = viewsOf(list)
  if (view) {
    preferences.usualViews[list] = view.id
    views.start = { id: view.id, query: view.query }
  } else {
    delete preferences.usualViews[list]
    delete views.start
  }
}

/** Lists with views of before the server kept them. */
export function oldViews(): [string, OldViews][] {
  return Object.entries(kept).flatMap(([list, { saved, usual }]) =>
    saved ? [[list, { saved, usual }]] : [],
  )
}

/** The server has them. */
export function forgetOldViews(list: string): void {
  delete viewsOf(list).saved
  delete viewsOf(list).usual
}

/** What of an address makes a view: not the page, nor what is chosen on it. */
export function viewQuery(query: LocationQuery): ViewQuery {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => {
      const values = [value].flat().filter((one) => typeof one === 'string')
      const isPart = name === 'sort' || name === 'group' || name.startsWith('filters[')
      if (!isPart || !values.length) return []
      return [[name, values.length === 1 ? (values[0] ?? '') : values]]
    }),
  )
}

function viewsOf(list: string): ListViews {
  if (!kept[list]) kept[list] = { recent: [] }
  // What was assigned is not followed, what is read is.
  return kept[list]
}

function read(): Record<string, ListViews> {
  const found = readStored(KEY)
  if (typeof found !== 'object' || found === null) return {}
  const isWhole = (one: unknown): one is ListViews => {
    const { saved, recent } = (one ?? {}) as Partial<ListViews>
    return Array.isArray(recent) && (saved === undefined || Array.isArray(saved))
  }
  return Object.fromEntries(Object.entries(found).filter(([, one]) => isWhole(one)))
}

/** Views of lists: filters and sort under a name, kept in this browser, and those used of late. */
import { reactive, watch } from 'vue'
import type { LocationQuery } from 'vue-router'
import { readStored } from '@/shell/preferences'

export type ViewQuery = Record<string, string | string[]>

export interface View {
  /** The name that the reader gave, or the filters in words. */
  name: string
  query: ViewQuery
}

export interface ListViews {
  saved: View[]
  recent: View[]
  /** The name of the view that the list begins with. */
  usual?: string
}

const KEY = 'tiercel.views'
const SAVED_MAX = 50
const RECENT_MAX = 10

const kept = reactive<Record<string, ListViews>>(read())
watch(kept, () => localStorage.setItem(KEY, JSON.stringify(kept)))
window.addEventListener('storage', (event) => {
  if (event.key === KEY) Object.assign(kept, read())
})

export function viewsOf(list: string): ListViews {
  return (kept[list] ??= { saved: [], recent: [] })
}

/** One of that name is replaced. */
export function saveView(list: string, name: string, query: ViewQuery): void {
  const views = viewsOf(list)
  const others = views.saved.filter((one) => one.name !== name)
  views.saved = [...others, { name, query }].slice(-SAVED_MAX)
}

export function removeView(list: string, name: string): void {
  const views = viewsOf(list)
  views.saved = views.saved.filter((one) => one.name !== name)
  if (views.usual === name) delete views.usual
}

/** Begin the list with this view; asked for the one that it begins with, with none. */
export function toggleUsual(list: string, name: string): void {
  const views = viewsOf(list)
  if (views.usual === name) delete views.usual
  else views.usual = name
}

export function usualQuery(list: string): ViewQuery | undefined {
  const { saved, usual } = viewsOf(list)
  return saved.find((one) => one.name === usual)?.query
}

/** Each query once, the newest first. */
export function rememberView(list: string, view: View): void {
  const views = viewsOf(list)
  const text = JSON.stringify(view.query)
  const others = views.recent.filter((one) => JSON.stringify(one.query) !== text)
  views.recent = [view, ...others].slice(0, RECENT_MAX)
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

function read(): Record<string, ListViews> {
  const found = readStored(KEY)
  if (typeof found !== 'object' || found === null) return {}
  const isWhole = (one: unknown): one is ListViews => {
    const { saved, recent } = (one ?? {}) as Partial<ListViews>
    return Array.isArray(saved) && Array.isArray(recent)
  }
  return Object.fromEntries(Object.entries(found).filter(([, one]) => isWhole(one)))
}

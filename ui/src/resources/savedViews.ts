/** Saved views of lists: those of the reader, and those that others share. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { asApiError } from '@/api/error'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'
import {
  beginWith,
  forgetOldViews,
  oldViews,
  usualQuery,
  type View,
  type ViewQuery,
} from '@/filters/views'
import { preferences } from '@/shell/preferences'

export type SavedView = components['schemas']['SavedView']

/** What is saved; with the id of a view that takes its place. */
export interface ViewDraft {
  id?: string
  name: string
  query: Record<string, string[]>
  shared: boolean
}

// Its name is taken, as it was handed over before, or the server takes no such view.
const NOT_TAKEN = new Set([409, 422])

export function useSavedViews(list: MaybeRefOrGetter<string>, isWanted: () => boolean) {
  const found = useQuery({
    queryKey: ['views', computed(() => toValue(list))],
    queryFn: ({ signal }) => load(toValue(list), signal),
    enabled: isWanted,
  })
  watch(found.data, (views) => {
    if (views) settle(toValue(list), views)
  })
  return found
}

/** Those of the reader, of all lists. */
export function useOwnViews() {
  return useQuery({
    queryKey: ['views'],
    queryFn: async ({ signal }) => {
      const found = await answer(client.GET('/api/v1/views', { signal }))
      return found.filter((view) => view.own)
    },
  })
}

export function useViewSave(list: MaybeRefOrGetter<string>) {
  return useMutation({
    mutationFn: ({ id, ...said }: ViewDraft) => {
      const body = { list: toValue(list), ...said }
      return answer(
        id === undefined
          ? client.POST('/api/v1/views', { body })
          : client.PUT('/api/v1/views/{id}', { params: { path: { id } }, body }),
      )
    },
    onSuccess: changed,
  })
}

export function useViewDelete() {
  return useMutation({
    mutationFn: (id: string) =>
      answer(client.DELETE('/api/v1/views/{id}', { params: { path: { id } } })),
    onSuccess: changed,
  })
}

/** Begin the list with this view; asked for the one that it begins with, with none. */
export function toggleUsual({ id, list, query }: SavedView): void {
  beginWith(list, preferences.usualViews[list] === id ? undefined : { id, query })
}

/** A query of an address as the API takes it. */
export function listsOf(query: ViewQuery): Record<string, string[]> {
  return Object.fromEntries(Object.entries(query).map(([name, values]) => [name, [values].flat()]))
}

/** In a browser that has not seen them yet, load the filters that lists begin with. */
export async function loadStarts(): Promise<void> {
  const lists = Object.keys(preferences.usualViews).filter((list) => !usualQuery(list))
  for (const list of lists) {
    const queryKey = ['views', list]
    const queryFn = () => load(list)
    settle(list, await queryClient.fetchQuery({ queryKey, queryFn }))
  }
}

/** Hand over views of before the server kept them. What is cut off goes on at the next load. */
export async function importViews(): Promise<void> {
  for (const [list, { saved, usual }] of oldViews()) {
    for (const view of saved) {
      const made = await importView(list, view)
      if (made && view.name === usual) beginWith(list, made)
    }
    forgetOldViews(list)
  }
}

async function importView(list: string, { name, query }: View): Promise<SavedView | undefined> {
  const body = { list, name, query: listsOf(query), shared: false }
  try {
    return await answer(client.POST('/api/v1/views', { body }))
  } catch (thrown) {
    if (NOT_TAKEN.has(asApiError(thrown).status)) return undefined
    throw thrown
  }
}

function load(list: string, signal?: AbortSignal): Promise<SavedView[]> {
  return answer(client.GET('/api/v1/views', { params: { query: { list } }, signal }))
}

/** The view that the list begins with may be another by now, or gone. */
function settle(list: string, views: SavedView[]): void {
  const id = preferences.usualViews[list]
  if (id !== undefined)
    beginWith(
      list,
      views.find((view) => view.id === id),
    )
}

function changed() {
  return queryClient.invalidateQueries({ queryKey: ['views'] })
}

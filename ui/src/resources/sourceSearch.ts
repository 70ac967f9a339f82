/** The search in the sources of flows, and what replaces what it finds. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'
import type { FlowId } from './flows'

export type FoundSource = components['schemas']['FoundSource']
export type EditedFlow = components['schemas']['EditedFlow']
export type SkippedFlow = components['schemas']['SkippedFlow']

// As many flows as one call changes.
const FLOWS_MAX = 1_000

/** What is sought, and how. */
export interface SourceQuery {
  q: string
  /** With those below it; of all when empty. */
  namespace: string
  caseSensitive: boolean
  wholeWord: boolean
  regex: boolean
}

export interface SourceAsk extends SourceQuery {
  page: number
  size: number
}

/** What takes the place of what is sought. */
export interface SourceEdit extends SourceQuery {
  replacement: string
}

/** A page of flows with the lines that have the text; nothing is asked for without a text. */
export function useSourceSearch(ask: MaybeRefOrGetter<SourceAsk>) {
  return useQuery({
    queryKey: ['flows', 'sources', computed(() => toValue(ask))],
    queryFn: ({ signal }) => {
      const { namespace, caseSensitive, wholeWord, regex, ...rest } = toValue(ask)
      const query = {
        ...rest,
        sort: ['namespace:asc', 'id:asc'],
        namespace: namespace || undefined,
        caseSensitive: caseSensitive || undefined,
        wholeWord: wholeWord || undefined,
        regex: regex || undefined,
      }
      return answer(client.GET('/api/v1/flows/source', { params: { query }, signal }))
    },
    enabled: () => toValue(ask).q.trim() !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** All lines that an edit would change; it changes none. */
export function useReplacePreview(edit: MaybeRefOrGetter<SourceEdit>) {
  return useQuery({
    queryKey: ['flows', 'replacing', computed(() => toValue(edit))],
    queryFn: ({ signal }) => {
      const body = { ...bodyOf(toValue(edit)), namespace: toValue(edit).namespace || null }
      return answer(client.POST('/api/v1/flows/source/replace/preview', { body, signal }))
    },
    enabled: () => toValue(edit).q.trim() !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** Replace in these flows; those that would break are left as they are. */
export function useReplace() {
  return useMutation({
    mutationFn: async ({ edit, flows }: { edit: SourceEdit; flows: FlowId[] }) => {
      const done: { updated: number; skipped: SkippedFlow[] } = { updated: 0, skipped: [] }
      for (let from = 0; from < flows.length; from += FLOWS_MAX) {
        const body = { ...bodyOf(edit), flows: flows.slice(from, from + FLOWS_MAX) }
        const part = await answer(client.POST('/api/v1/flows/source/replace/apply', { body }))
        done.updated += part.updated.length
        done.skipped.push(...part.skipped)
      }
      return done
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['flows'] }),
  })
}

function bodyOf({ q: query, caseSensitive, wholeWord, regex, replacement }: SourceEdit) {
  return { query, caseSensitive, wholeWord, regex, replacement }
}

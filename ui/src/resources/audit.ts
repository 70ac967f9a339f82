/** The audit log: who changed what, and whether nobody touched it since. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, client, queryOf, type FilterQuery } from '@/api/client'
import { pageOptions, pageQuery, type PageQuery } from '@/api/pages'
import { apiUrl } from '@/api/place'
import type { components } from '@/api/schema'

type Shape = components['schemas']
export type AuditMoment = Shape['AuditMoment']

/** What an entry says of its object and of the request, as far as the page shows it. */
interface Detail {
  resource: string
  operation: string
  request: string
  id?: string
  namespace?: string
  denied?: true
}

export interface AuditEntry extends Omit<Shape['AuditEntry'], 'detail'> {
  detail: Detail
  username: string
}

/** A page of entries, the newest first unless it says otherwise. */
export function useAuditLog(query: MaybeRefOrGetter<PageQuery>) {
  return useQuery({
    queryKey: ['audit', 'found', computed(() => toValue(query))],
    queryFn: async ({ signal }) => {
      const asked = toValue(query)
      const { results, total } = await answer(
        client.GET('/api/v1/auditlogs/search', {
          params: { query: pageQuery(asked) },
          ...pageOptions(asked, signal),
        }),
      )
      return { results: results.flatMap(entryOf), total }
    },
    placeholderData: keepPreviousData,
  })
}

function entryOf({ auditLog, user }: Shape['FoundAuditEntry']): AuditEntry[] {
  if (!auditLog) return []
  const detail = auditLog.detail as unknown as Detail
  return [{ ...auditLog, detail, username: user?.username ?? auditLog.userId }]
}

/** Where all entries that the filters find are, as CSV. */
export function auditCsvUrl(filters: FilterQuery): string {
  return apiUrl(`/api/v1/auditlogs/export?${queryOf(filters)}`)
}

/** Everything that happened to an object, the newest first; nothing for an empty id. */
export function useAuditHistory(detailId: () => string) {
  return useQuery({
    queryKey: ['audit', 'history', detailId],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/auditlogs/history/{detailId}', {
          params: { path: { detailId: detailId() } },
          signal,
        }),
      ),
    enabled: () => detailId() !== '',
  })
}

/** The states before and after an entry; with an earlier entry, everything since that one. */
export function useAuditDiff(id: () => string, previousId: () => string) {
  return useQuery({
    queryKey: ['audit', 'diff', id, previousId],
    queryFn: ({ signal }) =>
      answer(
        client.GET('/api/v1/auditlogs/{id}/diff', {
          params: {
            path: { id: id() },
            query: previousId() ? { previousId: previousId() } : {},
          },
          signal,
        }),
      ),
    enabled: () => id() !== '',
    placeholderData: keepPreviousData,
  })
}

/** Whether the log is as it was written. Reads all of it, so only when somebody asks. */
export function useAuditReport(isAsked: () => boolean) {
  return useQuery({
    queryKey: ['audit', 'report'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/auditlogs/verify', { signal })),
    enabled: isAsked,
    // Each time it is asked anew.
    staleTime: 0,
    gcTime: 0,
  })
}

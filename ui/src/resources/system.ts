/** The state of the server, its settings and how much there is of what. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import { apiUrl } from '@/api/place'
import type { components } from '@/api/schema'

export type SystemHealth = components['schemas']['SystemHealth']
export type Setting = components['schemas']['Setting']
export type Usage = components['schemas']['Usage']

const REFRESH_MS = 10_000

export function useSystemHealth() {
  return useQuery({
    queryKey: ['system', 'health'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/system/health', { signal })),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
}

/** They change with a start only. */
export function useSettings() {
  return useQuery({
    queryKey: ['system', 'settings'],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/system/settings', { signal }))).settings,
    staleTime: Infinity,
  })
}

/** Flows, namespaces and executions of two days. */
export function useUsage() {
  return useQuery({
    queryKey: ['system', 'usage'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/usages/all', { signal })),
  })
}

export function supportBundleUrl(): string {
  return apiUrl('/api/v1/system/support-bundle')
}

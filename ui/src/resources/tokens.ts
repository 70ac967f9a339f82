/** Tokens of the API. What proves one is in the answer that made it, and in no other. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { components } from '@/api/schema'

export type Token = components['schemas']['Token']

export function useTokens() {
  return useQuery({
    queryKey: ['tokens'],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/me/api-tokens', { signal }))).results,
  })
}

export interface NewToken {
  name: string
  description: string
  /** An ISO duration; empty for one that does not expire. */
  maxAge: string
}

export function useTokenCreate() {
  return useMutation({
    mutationFn: ({ name, description, maxAge }: NewToken) =>
      answer(
        client.POST('/api/v1/me/api-tokens', {
          body: { name, description: description || null, maxAge: maxAge || null },
        }),
      ),
    onSuccess: changed,
  })
}

export function useTokenDelete() {
  return useMutation({
    mutationFn: (id: string) =>
      answer(client.DELETE('/api/v1/me/api-tokens/{id}', { params: { path: { id } } })),
    onSuccess: changed,
  })
}

function changed() {
  return queryClient.invalidateQueries({ queryKey: ['tokens'] })
}

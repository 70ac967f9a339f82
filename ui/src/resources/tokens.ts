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

/** Whose tokens they are, for those who may keep the tokens of others. */
export interface TokenOwner {
  kind: 'user' | 'account'
  id: string
}

export function useTokensOf(owner: () => TokenOwner | undefined) {
  return useQuery({
    queryKey: ['tokens', owner],
    queryFn: async ({ signal }) => {
      const { kind, id } = owner() ?? { kind: 'user', id: '' }
      const options = { params: { path: { id } }, signal }
      const found =
        kind === 'user'
          ? answer(client.GET('/api/v1/users/{id}/api-tokens', options))
          : answer(client.GET('/api/v1/main/service-accounts/{id}/api-tokens', options))
      return (await found).results
    },
    enabled: () => owner() !== undefined,
  })
}

export function useTokenOfCreate() {
  return useMutation({
    mutationFn: (asked: { owner: TokenOwner; body: components['schemas']['UserTokenInput'] }) => {
      const options = { params: { path: { id: asked.owner.id } }, body: asked.body }
      return asked.owner.kind === 'user'
        ? answer(client.POST('/api/v1/users/{id}/api-tokens', options))
        : answer(client.POST('/api/v1/main/service-accounts/{id}/api-tokens', options))
    },
    onSuccess: changed,
  })
}

export function useTokenOfDelete() {
  return useMutation({
    mutationFn: ({ owner, tokenId }: { owner: TokenOwner; tokenId: string }) => {
      const options = { params: { path: { id: owner.id, tokenId } } }
      return owner.kind === 'user'
        ? answer(client.DELETE('/api/v1/users/{id}/api-tokens/{tokenId}', options))
        : answer(client.DELETE('/api/v1/main/service-accounts/{id}/api-tokens/{tokenId}', options))
    },
    onSuccess: changed,
  })
}

function changed() {
  return queryClient.invalidateQueries({ queryKey: ['tokens'] })
}

/** The server itself: what it offers, who asks, signing in and out. */
import { queryOptions, useMutation, useQuery } from '@tanstack/vue-query'
import { answer, client, cookie } from '@/api/client'
import { apiUrl } from '@/api/place'
import { queryClient } from '@/api/queries'

// It has what everybody is to read now.
const CONFIGURATION_MS = 60_000
const CONFIGURATION = queryOptions({
  queryKey: ['server', 'configuration'],
  queryFn: ({ signal }) => answer(client.GET('/api/v1/configs', { signal })),
  staleTime: CONFIGURATION_MS,
})
const ME = queryOptions({
  queryKey: ['server', 'me'],
  queryFn: ({ signal }) => answer(client.GET('/api/v1/me', { signal })),
  staleTime: Infinity,
})

/** Before the sign-in it is not asked for. */
export function useConfiguration(isEnabled: () => boolean = () => true) {
  return useQuery({
    ...CONFIGURATION,
    refetchInterval: CONFIGURATION_MS,
    enabled: isEnabled,
  })
}

export function useMe(isEnabled: () => boolean) {
  return useQuery({ ...ME, enabled: isEnabled })
}

/** What the banners of the shell say, before anything that they stand above; it never fails. */
export async function askForBanners(): Promise<void> {
  await Promise.all([
    queryClient.prefetchQuery(CONFIGURATION),
    impersonator() ? queryClient.prefetchQuery(ME) : undefined,
  ])
}

/** Who acts as the user that the server sees; empty when nobody does. */
export function impersonator(): string {
  return cookie('impersonator')
}

export function useSetUp() {
  return useQuery({
    queryKey: ['server', 'setup'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/setup', { signal })),
    staleTime: Infinity,
  })
}

/** Providers that sign people in besides the server itself. */
export function useSignInMethods() {
  return useQuery({
    queryKey: ['server', 'sign-in-methods'],
    queryFn: ({ signal }) => answer(client.GET('/api/v1/auths', { signal })),
    staleTime: Infinity,
  })
}

/** Where a browser goes that is to sign in by a provider; `target` is the page afterwards. */
export function providerAddress(name: string, target: string): string {
  return apiUrl(`/oauth/login/${encodeURIComponent(name)}?from=${encodeURIComponent(target)}`)
}

export interface Credentials {
  username: string
  password: string
}

export interface FirstAccount extends Credentials {
  setupCode?: string
}

export function useSignIn() {
  return useMutation({
    mutationFn: (body: Credentials) => answer(client.POST('/api/v1/login', { body })),
    // What another user saw is not shown to this one.
    onSuccess: () => queryClient.resetQueries(),
  })
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => answer(client.POST('/api/v1/logout')),
    onSuccess: () => queryClient.clear(),
  })
}

export function useCreateAccount() {
  return useMutation({
    mutationFn: (body: FirstAccount) => answer(client.POST('/api/v1/setup', { body })),
  })
}

/** What the lists of access have in common: who owns the server, and whom a binding is for. */
import type { Binding } from '@/resources/people'
import { useMe } from '@/resources/server'

/** Whether the reader owns the server. */
export function useIsOwner(): () => boolean {
  const { data } = useMe(() => true)
  return () => data.value?.instanceOwner === true
}

/** Whom a binding is for. */
export function subjectOf({ user, group, externalId }: Binding): string {
  return user?.displayName ?? group?.name ?? externalId
}

/** Whether a binding holds in a namespace. */
export function holdsIn({ namespaceId }: Binding, namespace: string): boolean {
  return !namespaceId || namespace === namespaceId || namespace.startsWith(`${namespaceId}.`)
}

/** What the lists of access have in common: what is asked for, and saying how a change went. */
import { ref, type Ref } from 'vue'
import { useMe } from '@/resources/server'
import type { Asked, Binding } from '@/resources/people'
import { tellDone, tellFailed } from '@/shell/toasts'
import { t } from '@/i18n'

export function useAsked(): Ref<Asked> {
  return ref({ q: '', page: 1, size: 25 })
}

/** Whether the reader owns the server. */
export function useIsOwner(): () => boolean {
  const { data } = useMe(() => true)
  return () => data.value?.instanceOwner === true
}

/** Whether a change succeeded, which is said as well. */
export async function isSaved(change: Promise<unknown>, done: string): Promise<boolean> {
  try {
    await change
  } catch (error) {
    tellFailed(t('access.notSaved'), error)
    return false
  }
  tellDone(done)
  return true
}

/** Whom a binding is for. */
export function subjectOf({ user, group, externalId }: Binding): string {
  return user?.displayName ?? group?.name ?? externalId
}

/** Whether a binding holds in a namespace. */
export function holdsIn({ namespaceId }: Binding, namespace: string): boolean {
  return !namespaceId || namespace === namespaceId || namespace.startsWith(`${namespaceId}.`)
}

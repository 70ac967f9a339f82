/** What is offered to the reader. The server decides what may be done; nothing relies on this. */
import { computed } from 'vue'
import { useMyPermissions } from '@/resources/people'
import { useConfiguration, useMe } from '@/resources/server'
import type { Needs } from './navigation'

/** Whether something that needs this is shown; as long as nothing is known, everything is. */
export function useMay(): (needs: Needs | undefined) => boolean {
  const { data: configuration } = useConfiguration()
  const isGuarded = computed(() => configuration.value?.isBasicAuthEnabled === true)
  const { data: me } = useMe(() => isGuarded.value)
  // With a one-time password nothing is answered.
  const { data: allowed } = useMyPermissions(() => me.value?.mustChangePassword === false)
  return (needs) => {
    if (!needs || !me.value || !allowed.value) return true
    if (needs === 'owner') return me.value.instanceOwner
    return needs.some((resource) => allowed.value?.[resource]?.includes('LIST'))
  }
}

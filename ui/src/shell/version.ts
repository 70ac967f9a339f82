/** Whether the server is of another version than these pages are. */
import { computed, ref, watch } from 'vue'
import { whenBack } from '@/api/connection'
import { queryClient } from '@/api/queries'
import { useConfiguration } from '@/resources/server'

const first = ref('')

export function useNewVersion() {
  const { data } = useConfiguration()
  watch(
    () => data.value?.version,
    (version) => {
      if (version && !first.value) first.value = version
    },
    { immediate: true },
  )
  return computed(() => {
    const version = data.value?.version
    return version && first.value && version !== first.value ? version : ''
  })
}

// After an interruption it may be another one.
whenBack(() => void queryClient.invalidateQueries({ queryKey: ['server', 'configuration'] }))

/** What the query of an address asks of a screen, other than by filters. */
import { computed, onScopeDispose, ref, watch, type Ref, type WritableComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router'

const TYPED_MS = 300

export interface Address {
  /** The value of a name; empty where the address has none, or several. */
  textOf: (name: string) => string
  /** Ask something else: that begins on its first page unless the change says which. */
  set: (change: LocationQueryRaw) => void
  page: WritableComputedRef<number>
}

export function useAddress(): Address {
  const route = useRoute()
  const router = useRouter()

  function textOf(name: string): string {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }

  function set(change: LocationQueryRaw): void {
    void router.replace({ query: { ...route.query, page: undefined, ...change } })
  }

  const page = computed({
    get: () => Math.max(1, Number(textOf('page')) || 1),
    set: (value) => set({ page: String(value) }),
  })
  return { textOf, set, page }
}

/** The words in a field, which the address has under a name once the reader has stopped typing. */
export function useTyped({ textOf, set }: Address, name = 'q'): Ref<string> {
  const typed = ref(textOf(name))
  let timer = 0
  watch(typed, (text) => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => {
      if (text !== textOf(name)) set({ [name]: text || undefined })
    }, TYPED_MS)
  })
  // The way back leads to what was sought before.
  watch(
    () => textOf(name),
    (text) => (typed.value = text),
  )
  onScopeDispose(() => window.clearTimeout(timer))
  return typed
}

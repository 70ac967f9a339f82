/** One of some choices, which lives in the address of a screen. */
import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** The `usual` one stands for an address that names none of them. */
export function useChosen<One extends string | number>(
  name: string,
  choices: readonly One[],
  usual: NoInfer<One>,
): WritableComputedRef<One> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => choices.find((one) => String(one) === route.query[name]) ?? usual,
    set: (choice) => {
      // Another choice begins on its first page.
      const first = 'page' in route.query ? { page: '1' } : {}
      void router.push({ query: { ...route.query, ...first, [name]: String(choice) } })
    },
  })
}

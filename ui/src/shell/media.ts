/** Widths at which the arrangement changes. */
import { onScopeDispose, readonly, ref, type Ref } from 'vue'

export function useWiderThan(pixels: number): Readonly<Ref<boolean>> {
  const query = window.matchMedia(`(min-width: ${pixels}px)`)
  const isWider = ref(query.matches)
  const hear = (event: MediaQueryListEvent): void => {
    isWider.value = event.matches
  }
  query.addEventListener('change', hear)
  onScopeDispose(() => query.removeEventListener('change', hear))
  return readonly(isWider)
}

/** Whether an element has been within the window, so that what lies below is loaded when it is wanted. */
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

export function useSeen(element: Readonly<Ref<HTMLElement | null>>): Ref<boolean> {
  const isSeen = ref(false)
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((one) => one.isIntersecting)) return
    isSeen.value = true
    observer.disconnect()
  })
  watch(element, (found) => found && observer.observe(found), { flush: 'post', immediate: true })
  onBeforeUnmount(() => observer.disconnect())
  return isSeen
}

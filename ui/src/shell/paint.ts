/** Work in pieces, so that the browser paints and hears the reader in between. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { queryClient } from '@/api/queries'

const ANSWERS_MS_MAX = 500

/** Call it once what was drawn so far is painted. Gives what calls it off. */
export function afterPaint(act: () => void): () => void {
  let timer = 0
  // A frame is painted after its callbacks, and a task begins after that.
  const frame = window.requestAnimationFrame(() => {
    timer = window.setTimeout(act)
  })
  return () => {
    window.cancelAnimationFrame(frame)
    window.clearTimeout(timer)
  }
}

/** Call it once what was asked for so far is there and painted, or after half a second. */
export function afterAnswers(act: () => void): void {
  const isAsking = () => queryClient.isFetching() > 0
  if (!isAsking()) return act()
  const stop = queryClient.getQueryCache().subscribe(() => {
    if (isAsking()) return
    stop()
    window.clearTimeout(timer)
    afterPaint(act)
  })
  const timer = window.setTimeout(() => {
    stop()
    act()
  }, ANSWERS_MS_MAX)
}

/** Whether what is drawn since this holds is painted: what takes long to draw follows then. */
export function useAfterPaint(holds: () => boolean): Readonly<Ref<boolean>> {
  const isPainted = ref(false)
  let callOff: (() => void) | undefined
  const stop = watch(
    holds,
    (is) => {
      if (!is || callOff) return
      callOff = afterPaint(() => {
        isPainted.value = true
        stop()
      })
    },
    { immediate: true },
  )
  onScopeDispose(() => callOff?.())
  return isPainted
}

/**
 * How many of these keys are to be drawn: at once as many as are not too many new ones, the others
 * after each paint.
 */
export function useSlices(keys: () => readonly string[], size: number): Readonly<Ref<number>> {
  const count = ref(0)
  let drawn = new Set<string>()
  let callOff: (() => void) | undefined

  function draw(): void {
    const all = keys()
    // A hidden tab paints nothing.
    const most = document.hidden ? all.length : size
    let isNew = 0
    let end = 0
    while (end < all.length && isNew + Number(!drawn.has(all[end] ?? '')) <= most) {
      isNew += Number(!drawn.has(all[end] ?? ''))
      end += 1
    }
    drawn = new Set(all.slice(0, end))
    count.value = end
    if (end < all.length) callOff = afterPaint(draw)
  }

  watch(
    keys,
    () => {
      callOff?.()
      draw()
    },
    { immediate: true },
  )
  onScopeDispose(() => callOff?.())
  return count
}

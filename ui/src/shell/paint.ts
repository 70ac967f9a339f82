/** Work in pieces, so that the browser paints and hears the reader in between. */
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { queryClient } from '@/api/queries'

const ANSWERS_MS_MAX = 1_000

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

// Streams of which nothing came yet, and who waits for the last of them. Queries are counted by
// their client.
let streams = 0
const waiting = new Set<() => void>()

/** A stream was asked for; call what this gives once something of it is drawn, or nothing will. */
export function askedForStream(): () => void {
  let isOpen = true
  streams += 1
  return () => {
    if (!isOpen) return
    isOpen = false
    streams -= 1
    for (const look of waiting) look()
  }
}

/** Call it once what was asked for so far is there and painted, or after a second. */
export function afterAnswers(act: () => void): void {
  const isAsking = () => streams > 0 || queryClient.isFetching() > 0
  if (!isAsking()) return act()
  const look = () => {
    if (isAsking()) return
    stop()
    afterPaint(act)
  }
  const unsubscribe = queryClient.getQueryCache().subscribe(look)
  waiting.add(look)
  const timer = window.setTimeout(() => {
    stop()
    act()
  }, ANSWERS_MS_MAX)
  const stop = () => {
    unsubscribe()
    waiting.delete(look)
    window.clearTimeout(timer)
  }
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
 * Which of these keys are to be drawn: those that were, and at once no more new ones than `size`;
 * the others after each paint.
 */
export function useSlices(
  keys: () => readonly string[],
  size: number,
): Readonly<Ref<ReadonlySet<string>>> {
  const drawn = shallowRef<ReadonlySet<string>>(new Set())
  let callOff: (() => void) | undefined

  function draw(): void {
    const all = keys()
    const before = drawn.value
    // A hidden tab paints nothing.
    let left = document.hidden ? all.length : size
    const now = all.filter((key) => before.has(key) || left-- > 0)
    drawn.value = new Set(now)
    if (now.length < all.length) callOff = afterPaint(draw)
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
  return drawn
}

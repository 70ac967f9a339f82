// Test files share a process, for to start one takes longer than most of their tests. So each file
// gets modules of its own, and a page as it is when it opens.
import { disableAutoUnmount, enableAutoUnmount } from '@vue/test-utils'
import { afterAll, afterEach, vi } from 'vitest'

vi.resetModules()
// happy-dom has no matchMedia that tells a preference: light it is, and wide.
vi.stubGlobal('matchMedia', (query: string) => ({
  matches: query.startsWith('(min-width'),
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}))
enableAutoUnmount(afterEach)
const hasPage = typeof document !== 'undefined'
const deafen = hasPage ? [window, document].map(recorded) : []

afterAll(() => {
  disableAutoUnmount()
  vi.useRealTimers()
  // What waits to be kept is kept now: later there is no page.
  if (hasPage) window.dispatchEvent(new Event('pagehide'))
  vi.unstubAllGlobals()
  for (const act of deafen) act()
  if (!hasPage) return
  localStorage.clear()
  sessionStorage.clear()
  history.replaceState(null, '', '/')
  document.body.replaceChildren()
  document.documentElement.removeAttribute('lang')
})

/** Have it remember who listens. Gives what sends all of them away. */
function recorded(target: EventTarget): () => void {
  const listen = target.addEventListener
  const listeners: Parameters<typeof listen>[] = []
  target.addEventListener = (...given: Parameters<typeof listen>) => {
    listeners.push(given)
    listen.apply(target, given)
  }
  return () => {
    target.addEventListener = listen
    for (const given of listeners) target.removeEventListener(...given)
  }
}

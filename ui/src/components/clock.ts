/** One clock for all words that age: a tick each second, none in hidden tabs. */
import { onScopeDispose, readonly, ref, type Ref } from 'vue'

const now = ref(Date.now())
let users = 0
let timer = 0

export function useNow(): Readonly<Ref<number>> {
  users += 1
  if (users === 1) start()
  onScopeDispose(() => {
    users -= 1
    if (users === 0) stop()
  })
  return readonly(now)
}

function tick(): void {
  if (!document.hidden) now.value = Date.now()
}

function start(): void {
  now.value = Date.now()
  timer = window.setInterval(tick, 1000)
  document.addEventListener('visibilitychange', tick)
}

function stop(): void {
  window.clearInterval(timer)
  document.removeEventListener('visibilitychange', tick)
}

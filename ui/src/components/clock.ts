/** One clock for all words that age: a tick each second, none in hidden tabs. */
import { computed, onScopeDispose, readonly, ref, type Ref } from 'vue'

const QUARTER_MS = 15 * 60_000
const now = ref(Date.now())
const quarter = computed(() => Math.floor(now.value / QUARTER_MS) * QUARTER_MS)
let users = 0
let timer = 0

export function useNow(): Readonly<Ref<number>> {
  listen()
  return readonly(now)
}

/** The begun quarter of an hour, for words that change with the day, in whatever zone. */
export function useQuarter(): Readonly<Ref<number>> {
  listen()
  return quarter
}

function listen(): void {
  users += 1
  if (users === 1) start()
  onScopeDispose(() => {
    users -= 1
    if (users === 0) stop()
  })
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

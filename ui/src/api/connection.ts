/** Whether the server answers, and whether it still knows the user: what every call tells. */
import { reactive, readonly } from 'vue'
import { apiUrl } from './place'

const FIRST_WAIT_S = 2
const WAIT_S_MAX = 30

const state = reactive({ isLost: false, nextTryAt: 0 })
const onBack = new Set<() => void>()
const onSignedOut = new Set<() => void>()
let waitS = FIRST_WAIT_S
let timer = 0

export const connection = readonly(state)

/** Call `act` each time that the server answers again. */
export function whenBack(act: () => void): () => void {
  onBack.add(act)
  return () => onBack.delete(act)
}

/** Call `act` each time that the server asks for credentials. */
export function whenSignedOut(act: () => void): () => void {
  onSignedOut.add(act)
  return () => onSignedOut.delete(act)
}

export function tellSignedOut(): void {
  for (const act of onSignedOut) act()
}

/** A call got no answer: try by ourselves until the server is back. */
export function tellLost(): void {
  if (state.isLost) return
  state.isLost = true
  waitS = FIRST_WAIT_S
  plan()
}

/** A call got an answer. While the server is away it may be one that the browser has kept. */
export function tellAnswered(): void {
  if (state.isLost) void tryAgain()
}

function comeBack(): void {
  if (!state.isLost) return
  state.isLost = false
  window.clearTimeout(timer)
  for (const act of onBack) act()
}

export async function tryAgain(): Promise<void> {
  window.clearTimeout(timer)
  try {
    await fetch(apiUrl('/ping'), { cache: 'no-store' })
    comeBack()
  } catch {
    waitS = Math.min(waitS * 2, WAIT_S_MAX)
    plan()
  }
}

function plan(): void {
  state.nextTryAt = Date.now() + waitS * 1000
  timer = window.setTimeout(() => void tryAgain(), waitS * 1000)
}

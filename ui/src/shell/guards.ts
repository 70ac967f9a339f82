/** What happens around each change of the address. */
import { whenSignedOut } from '@/api/connection'
import { t } from '@/i18n'
import { router } from '@/router'
import { clearErrors, tellFailed } from './toasts'
import './unsaved'

/** Pages that nobody needs to sign in for. */
const OPEN = new Set(['login', 'setup', 'invitation'])
const RELOADED = 'tiercel.reloaded'
const RELOAD_MS = 30_000

router.beforeEach((to, from) => {
  if (to.path !== from.path) clearErrors()
})

// The way back is kept in the address of the sign-in. What is asked for before the first screen is
// loaded may be refused before the address is known.
whenSignedOut(() => void router.isReady().then(signIn, signIn))

function signIn(): void {
  const { name, fullPath } = router.currentRoute.value
  if (OPEN.has(String(name))) return
  void router.push({ name: 'login', query: { from: fullPath } })
}

// A part of these pages is gone: the server has newer ones. Once the address is loaded anew.
router.onError((error: unknown, to) => {
  const before = Number(sessionStorage.getItem(RELOADED) ?? 0)
  if (Date.now() - before < RELOAD_MS) {
    tellFailed(t('shell.failed.title'), error)
    return
  }
  sessionStorage.setItem(RELOADED, String(Date.now()))
  window.location.assign(router.resolve(to.fullPath).href)
})

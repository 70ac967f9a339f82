/** What happens around each change of the address. */
import { whenSignedOut } from '@/api/connection'
import { router } from '@/router'
import { clearErrors } from './toasts'

/** Pages that nobody needs to sign in for. */
const OPEN = new Set(['login', 'setup'])

router.beforeEach((to, from) => {
  if (to.path !== from.path) clearErrors()
})

// The way back is kept in the address of the sign-in.
whenSignedOut(() => {
  const { name, fullPath } = router.currentRoute.value
  if (OPEN.has(String(name))) return
  void router.push({ name: 'login', query: { from: fullPath } })
})

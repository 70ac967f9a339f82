/** Preferences on the server: what changes here is sent, what changed elsewhere is taken over. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { onScopeDispose, watch } from 'vue'
import { answer, client } from '@/api/client'
import { asApiError } from '@/api/error'
import { queryClient } from '@/api/queries'
import { t } from '@/i18n'
import { chosen, language } from '@/i18n/language'
import { importPins } from '@/shell/kept'
import {
  accept,
  acknowledge,
  changes,
  forgetUnsent,
  preferences,
  sendAll,
  valuesOf,
  type Preferences,
} from '@/shell/preferences'
import { tellFailed } from '@/shell/toasts'
import { importViews, loadStarts } from './savedViews'

const QUERY = ['preferences']
// Of this browser, which had preferences before there were any on the server.
const MET = 'tiercel.preferences.met'
const SEND_MS = 500
const STALE_MS = 60_000
const REFUSED = 422

/** Keep the preferences of these pages and those of the server the same. */
export function useSharedPreferences(isEnabled: () => boolean): void {
  let timer = 0
  let isFirst = true
  const found = useQuery({
    queryKey: QUERY,
    queryFn: ({ signal }): Promise<Partial<Preferences>> =>
      changes.unsent.length ? send() : answer(client.GET('/api/v1/me/preferences', { signal })),
    staleTime: STALE_MS,
    enabled: isEnabled,
  })
  watch(found.data, (data) => {
    if (!data) return
    meet(data)
    if (isFirst) showLanguage()
    isFirst = false
  })
  // Somebody else may sign in.
  watch(isEnabled, () => (isFirst = true))
  watch(
    () => changes.unsent,
    (names) => {
      window.clearTimeout(timer)
      if (names.length && found.data.value) timer = window.setTimeout(sendLater, SEND_MS)
    },
  )
  onScopeDispose(() => window.clearTimeout(timer))
}

/** Forget them, bookmarks among them; saved views stay. */
export function usePreferencesReset() {
  return useMutation({
    mutationFn: () => answer(client.DELETE('/api/v1/me/preferences')),
    onSuccess: () => {
      forgetUnsent()
      accept({})
    },
  })
}

async function send(): Promise<Partial<Preferences>> {
  const body = valuesOf(changes.unsent)
  try {
    const found = await answer(client.PATCH('/api/v1/me/preferences', { body }))
    acknowledge(body)
    return found
  } catch (thrown) {
    // It would be refused again, and nothing would be taken over from the server.
    if (asApiError(thrown).status === REFUSED) forgetUnsent()
    throw thrown
  }
}

async function sendLater(): Promise<void> {
  try {
    queryClient.setQueryData(QUERY, await send())
  } catch (thrown) {
    tellFailed(t('preferences.notKept'), thrown)
  }
}

/** The first time this browser has something to say as well. */
function meet(found: Partial<Preferences>): void {
  const isNew = localStorage.getItem(MET) === null
  if (isNew && !Object.keys(found).length) sendAll()
  accept(found)
  localStorage.setItem(MET, 'yes')
  handOver().catch((thrown: unknown) => tellFailed(t('preferences.notKept'), thrown))
}

async function handOver(): Promise<void> {
  importPins()
  await importViews()
  await loadStarts()
}

/** Texts are read when the pages load. */
function showLanguage(): void {
  if (chosen(preferences.language, navigator.languages) !== language) window.location.reload()
}

/** What lists of records have in common: what is asked for, and saying how a change went. */
import { ref, type Ref } from 'vue'
import { t } from '@/i18n'
import type { Asked } from '@/resources/records'
import { tellDone, tellFailed } from '@/shell/toasts'

export function useAsked(): Ref<Asked> {
  return ref({ q: '', page: 1, size: 25 })
}

/** Whether a change succeeded, which is said as well. */
export async function isSaved(change: Promise<unknown>, done: string): Promise<boolean> {
  try {
    await change
  } catch (error) {
    tellFailed(t('records.notSaved'), error)
    return false
  }
  tellDone(done)
  return true
}

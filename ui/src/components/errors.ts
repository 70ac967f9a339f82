/** What an error means, in words for the person who reads it. */
import type { ApiError } from '@/api/error'
import { t } from '@/i18n'

export function reasonOf(error: ApiError): string {
  if (error.isLost) return t('common.errors.lost')
  if (error.message) return error.message
  if (error.isForbidden) return t('common.errors.forbidden')
  if (error.isMissing) return t('common.errors.missing')
  return t('common.errors.status', { status: error.status })
}

/** What was done, in the words of the API and of readers. */
import { hasText, t } from '@/i18n'

export const TYPES = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'EXECUTE',
  'LOGIN',
  'LOGOUT',
  'LOGIN_FAILURE',
  'ACCOUNT_LOCKED',
] as const

/** A type that these pages do not know yet is shown as it is. */
export function typeText(type: string): string {
  const key = `audit.types.${type}`
  return hasText(key) ? t(key) : type
}

/** Values of keys as people type and read them, and as a request carries them. */
import { fieldText } from '@/format/dates'
import { isoMilliseconds } from '@/format/durations'
import { t } from '@/i18n'
import type { KeyType } from '@/resources/keys'

export const TYPES: readonly KeyType[] = [
  'STRING',
  'NUMBER',
  'BOOLEAN',
  'DATETIME',
  'DATE',
  'DURATION',
  'JSON',
]

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i
const SHOWN_MAX = 300

/** What is wrong with a text of a type; undefined if nothing is. */
export function complaint(type: KeyType, text: string): string | undefined {
  if (type === 'STRING') return undefined
  if (!text.trim()) return t('keys.invalid.needed')
  if (type === 'NUMBER' && !NUMBER.test(text.trim())) return t('keys.invalid.number')
  if (type === 'DURATION' && isoMilliseconds(text) === undefined) return t('keys.invalid.duration')
  if (type !== 'JSON') return undefined
  try {
    JSON.parse(text)
    return undefined
  } catch (thrown) {
    return t('keys.invalid.json', { reason: thrown instanceof Error ? thrown.message : '' })
  }
}

/** The body that sets a value: JSON, or a bare date, from which the server tells the type. */
export function bodyOf(type: KeyType, text: string): string {
  if (type === 'STRING') return JSON.stringify(text)
  if (type === 'DURATION') return JSON.stringify(text.trim().toUpperCase())
  if (type === 'DATETIME') return new Date(text).toISOString()
  return text.trim()
}

/** The text in the control of a type for a stored value. */
export function textOf(type: KeyType, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (type === 'JSON') return JSON.stringify(value, null, 2)
  if (type === 'DATETIME') return fieldText(new Date(String(value)), 'second')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** One line of a value for a list. */
export function lineOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const line = text.replace(/\s+/g, ' ')
  return line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX)}…` : line
}

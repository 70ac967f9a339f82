/** Sources that are not saved yet, kept in this browser so that a crash or a reload loses nothing. */
import { readStored } from '@/shell/preferences'

export interface Draft {
  source: string
  /** The revision that it was made of; 0 for a new flow. */
  revision: number
  /** Milliseconds since 1970. */
  date: number
}

const DRAFTS_MAX = 50
const PREFIX = 'tiercel.draft.'

export function draftOf(key: string): Draft | undefined {
  const found = readStored(PREFIX + key) as Partial<Draft> | undefined
  return typeof found?.source === 'string' ? (found as Draft) : undefined
}

export function keepDraft(key: string, draft: Draft): void {
  localStorage.setItem(PREFIX + key, JSON.stringify(draft))
  const all = Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))
  if (all.length <= DRAFTS_MAX) return
  const dated = all.map((one) => ({ one, date: draftOf(one.slice(PREFIX.length))?.date ?? 0 }))
  dated.sort((a, b) => a.date - b.date)
  for (const { one } of dated.slice(0, all.length - DRAFTS_MAX)) localStorage.removeItem(one)
}

export function dropDraft(key: string): void {
  localStorage.removeItem(PREFIX + key)
}

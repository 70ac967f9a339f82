/** Which colour stands for a value of a column: the name of a token, without its dashes. */
import { lookOf } from '@/design/states'

const LEVELS: Record<string, string> = {
  ERROR: 'st-failed',
  WARN: 'st-warning',
  INFO: 'st-created',
  DEBUG: 'st-skipped',
  TRACE: 'st-queued',
}
// None of them is the colour of a state that people look for.
const OTHERS = ['accent', 'env-plum', 'env-sand', 'env-sky', 'env-moss', 'st-paused', 'env-stone']

/** `place` chooses among the colours that mean nothing by themselves. */
export function colorOf(field: string | undefined, value: unknown, place: number): string {
  const name = String(value)
  if (field === 'STATE') return `st-${lookOf(name).tone}`
  if (field === 'LEVEL') return LEVELS[name] ?? 'st-skipped'
  return OTHERS[place % OTHERS.length] ?? 'accent'
}

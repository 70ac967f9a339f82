/** How a flow has its executions run, in words. */
import { t } from '@/i18n'
import type { Flow } from '@/resources/flows'

const BEHAVIORS = ['QUEUE', 'CANCEL', 'FAIL'] as const

/** How many executions run at a time, and what becomes of the others. */
export function concurrencyText({ concurrency }: Pick<Flow, 'concurrency'>): string {
  const { limit, behavior } = (concurrency ?? {}) as { limit?: number; behavior?: string }
  if (limit === undefined) return t('flow.facts.noLimit')
  const known = BEHAVIORS.find((one) => one === behavior) ?? 'QUEUE'
  return t(`flow.facts.limits.${known}`, { n: String(limit) })
}

/** How often an execution is tried, as far as the flow itself says it. */
export function retryText({ retry }: Pick<Flow, 'retry'>): string {
  if (!retry) return t('flow.facts.noRetry')
  const { maxAttempts, maxAttempt } = retry as { maxAttempts?: number; maxAttempt?: number }
  const most = maxAttempts ?? maxAttempt
  return most === undefined ? t('flow.facts.retried') : t('flow.facts.attempts', { n: most })
}

/** The tasks that run when it fails. */
export function onFailureText({ errors }: Pick<Flow, 'errors'>): string {
  const ids = (errors ?? []).map((task) => (task as { id?: string }).id)
  return ids.filter(Boolean).join(', ') || t('flow.facts.noErrors')
}

/** Groups of errors as stacked bars over time. */
import type { Bucket } from '@/components/histogram'
import { t } from '@/i18n'
import type { ErrorGroups } from '@/resources/executionErrors'

/** The sum of all groups in each part of the time; none where nothing was counted. */
export function bucketsOfGroups({ results, startDate, endDate }: ErrorGroups): Bucket[] {
  const parts = results[0]?.counts?.length ?? 0
  if (!parts || !startDate || !endDate) return []
  const from = Date.parse(startDate)
  const width = (Date.parse(endDate) - from) / parts
  return Array.from({ length: parts }, (_, place) => {
    const total = results.reduce((sum, group) => sum + (group.counts?.[place] ?? 0), 0)
    return {
      start: from + width * place,
      end: from + width * (place + 1),
      parts: total ? [{ tone: 'failed', word: t('errorsOverTime.failed'), count: total }] : [],
      total,
    }
  })
}

/** Dates as the reader likes them. */
import { dateText, type DateForm } from '@/format/dates'
import { t } from '@/i18n'
import { preferences } from './preferences'

export function ownDateText(
  date: Date | string | number,
  { form = preferences.dateForm, now }: { form?: DateForm; now?: Date } = {},
): string {
  const words = { yesterday: t('common.yesterday') }
  return dateText(new Date(date), words, { zone: preferences.zone, form, now })
}

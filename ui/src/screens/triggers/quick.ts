/** What is looked for most among triggers. */
import type { QuickFilter } from '@/components/QuickFilters.vue'
import { ErrorIcon, WarningIcon } from '@/design/icons'
import { isSame, type Filter } from '@/filters/filter'
import { t } from '@/i18n'

const FILTERS = {
  hasError: { field: 'hasError', op: 'EQUALS', values: ['true'] },
  overdue: { field: 'overdue', op: 'EQUALS', values: ['true'] },
  locked: { field: 'locked', op: 'EQUALS', values: ['true'] },
  off: { field: 'triggerState', op: 'EQUALS', values: ['DISABLED'] },
} satisfies Record<string, Filter>
type Name = keyof typeof FILTERS

const NAMES = Object.keys(FILTERS) as Name[]
const FIELDS = new Set<string>(NAMES.map((name) => FILTERS[name].field))
const LOOKS: Partial<Record<Name, Pick<QuickFilter, 'icon' | 'tone'>>> = {
  hasError: { icon: ErrorIcon, tone: 'failed' },
  overdue: { icon: WarningIcon, tone: 'warning' },
}

export function quickFilters(): QuickFilter[] {
  return NAMES.map((name) => ({ id: name, text: t(`triggers.quick.${name}`), ...LOOKS[name] }))
}

/** The one that these filters are; empty for none of them, `several` for more, or for others. */
export function chosenOf(filters: readonly Filter[]): string {
  const own = filters.filter(({ field }) => FIELDS.has(field))
  const [only] = own
  if (!only) return ''
  const name = NAMES.find(
    (one) => isSame(FILTERS[one], only) && FILTERS[one].values.join() === only.values.join(),
  )
  return own.length === 1 && name ? name : 'several'
}

/** The filters with that one in the place of the others. */
export function withQuick(filters: readonly Filter[], name: string): Filter[] {
  const others = filters.filter(({ field }) => !FIELDS.has(field))
  const known = NAMES.find((one) => one === name)
  return known ? [...others, FILTERS[known]] : others
}

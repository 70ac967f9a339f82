/** How the reader likes lines of logs: their columns, which of preferences are those of a table. */
import { computed } from 'vue'
import { preferences } from '@/shell/preferences'

export const LOG_COLUMNS = ['time', 'level', 'source'] as const
export type LogColumn = (typeof LOG_COLUMNS)[number]

const TABLE = 'log'
const hidden = computed(() => preferences.hiddenColumns[TABLE] ?? [])

/** Columns before the message, which is always shown. */
export const logColumns = computed(
  () => new Set<LogColumn>(LOG_COLUMNS.filter((one) => !hidden.value.includes(one))),
)

export function toggleLogColumn(column: LogColumn): void {
  preferences.hiddenColumns[TABLE] = logColumns.value.has(column)
    ? [...hidden.value, column]
    : hidden.value.filter((one) => one !== column)
}

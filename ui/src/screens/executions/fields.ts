/** What executions can be filtered by. */
import {
  choiceField,
  durationField,
  endDateField,
  labelField,
  nameField,
  namespaceField,
  scopeField,
  startDateField,
  stateField,
  textField,
  timeRangeField,
} from '@/filters/fields'
import type { Filter, FilterField } from '@/filters/filter'
import { ownNamespace } from '@/filters/own'
import { t } from '@/i18n'

const ID_OPS = ['EQUALS', 'NOT_EQUALS', 'IN', 'NOT_IN'] as const

/** Whose executions a list has. */
export type Extent = 'all' | 'namespace' | 'flow'

export function executionFields(extent: Extent): FilterField[] {
  const fields: FilterField[] = [
    textField,
    stateField,
    timeRangeField,
    labelField,
    startDateField,
    endDateField,
    choiceField(
      'kind',
      (['NORMAL', 'TEST', 'PLAYGROUND', 'LOOP'] as const).map((value) => ({
        value,
        text: t(`executions.kinds.${value}`),
      })),
      ['EQUALS', 'NOT_EQUALS', 'IN', 'NOT_IN'],
    ),
    choiceField(
      'childFilter',
      (['CHILD', 'MAIN'] as const).map((value) => ({
        value,
        text: t(`executions.children.${value}`),
      })),
      ['EQUALS'],
    ),
    { ...nameField('id'), ops: ID_OPS },
    { ...nameField('parentId'), ops: ID_OPS },
    { ...nameField('triggerId'), ops: ID_OPS },
    { ...nameField('triggerExecutionId'), ops: ID_OPS },
    { ...nameField('flowRevision'), ops: ID_OPS },
    durationField,
    { ...nameField('failedTaskId'), ops: ['EQUALS'] },
    { name: 'inputs', ops: ['EQUALS', 'NOT_EQUALS'], form: 'label' },
  ]
  if (extent === 'flow') return fields
  if (extent === 'namespace') return [nameField('flowId'), ...fields]
  return [namespaceField(), nameField('flowId'), scopeField, ...fields]
}

/** What a list begins with: chips that can be seen and taken away. */
export function defaultFilters(extent: Extent): Filter[] {
  const recent: Filter = { field: 'timeRange', op: 'EQUALS', values: ['P30D'] }
  if (extent !== 'all') return [recent]
  const user: Filter = { field: 'scope', op: 'EQUALS', values: ['USER'] }
  return [...ownNamespace(), user, recent]
}

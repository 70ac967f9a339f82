/** The columns of the list of executions. */
import type { Column } from '@/components/table'
import { t } from '@/i18n'

export function executionColumns(isOfFlow: boolean): Column[] {
  const text = (id: Parameters<typeof t>[0]) => t(id)
  const columns: Column[] = [
    { id: 'state', text: text('executions.columns.state'), sort: 'state.current' },
    { id: 'id', text: text('executions.columns.id') },
    { id: 'flow', text: text('executions.columns.flow'), sort: 'flowId' },
    { id: 'started', text: text('executions.columns.started'), sort: 'state.startDate' },
    { id: 'ended', text: text('executions.columns.ended'), sort: 'state.endDate', isOff: true },
    {
      id: 'duration',
      text: text('executions.columns.duration'),
      sort: 'state.duration',
      isRight: true,
    },
    { id: 'trigger', text: text('executions.columns.trigger'), from: 1024 },
    { id: 'labels', text: text('executions.columns.labels'), from: 1024 },
    { id: 'reason', text: text('executions.columns.reason'), grows: true },
    { id: 'task', text: text('executions.columns.task'), isOff: true },
    { id: 'revision', text: text('executions.columns.revision'), isRight: true, isOff: true },
    { id: 'parent', text: text('executions.columns.parent'), isOff: true },
    { id: 'scheduled', text: text('executions.columns.scheduled'), isOff: true },
  ]
  return isOfFlow ? columns.filter((column) => column.id !== 'flow') : columns
}

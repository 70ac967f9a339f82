export const errorsOverTime = {
  title: 'Errors',
  label: 'Errors over time',
  activity: 'Failures over time; drag to choose a range',
  failed: 'failed',
  columns: {
    count: 'Count',
    error: 'Error',
    flow: 'Flow',
    task: 'Task',
    over: 'Over time',
    first: 'First',
    last: 'Last',
  },
  silent: 'No message',
  bars: {
    one: '{n} failure: {counts}',
    other: '{n} failures: {counts}',
  },
  read: 'The newest {n} of {all} failed executions were looked at.',
  show: 'Show the executions of {error}',
  emptyTitle: 'Nothing failed',
  emptyText: 'No execution that these filters find has failed.',
} as const

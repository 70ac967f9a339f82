export const taskRuns = {
  title: 'Task runs',
  columns: { task: 'Task', type: 'Type', execution: 'Execution' },
  type: 'Type',
  everyType: 'every type',
  least: 'Took at least',
  anyDuration: 'any time',
  searched:
    'Of the newest {n} executions that match, and as many of those that did not succeed when states are sought. Narrow the filters to look further back.',
  emptyTitle: 'No task run matches',
  emptyText: 'Take filters away, or look at a longer time.',
} as const

export const logs = {
  title: 'Logs',
  source: '{flow} {task}',
  flowAndTask: 'Flow and task',
  task: 'Task',
  emptyTitle: 'No log lines yet',
  emptyText: 'Tasks write here what they do while executions run.',
  filteredTitle: 'No line fits these filters',
  filteredText: 'Lower the level, widen the time or take a filter away.',
  activity: 'Lines over time',
  facets: 'Narrow down',
  tail: 'Tail',
} as const

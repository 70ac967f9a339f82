export const concurrency = {
  title: 'Concurrency limits',
  columns: { flow: 'Flow', use: 'In use', behavior: 'Beyond it', queued: 'Waiting' },
  use: '{running} of {limit}',
  queued: 'Queued executions',
  queuedOf: 'Queued executions of {flow}',
  hint: 'What is in use is counted from executions, so there is no counter to repair. A flow’s own page starts a queued one at once, or frees a place.',
  emptyTitle: 'No flow has a concurrency limit',
  emptyText: 'With concurrency in its source a flow runs so many executions at once.',
} as const

export const executions = {
  title: 'Executions',
} as const

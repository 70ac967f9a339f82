export const execution = {
  title: 'Execution',
} as const

export const flowEditor = {
  title: 'Flow editor',
} as const

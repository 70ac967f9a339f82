export const references = {
  title: 'Flows that use {name}',
  flows: { one: '{n} flow', other: '{n} flows' },
  showOf: { one: '{n} flow uses {name}', other: '{n} flows use {name}' },
  none: 'no flow',
  unknown: 'unknown',
  flow: 'Flow',
  task: 'Task or trigger',
  path: 'Property',
  more: 'These are the first of {n} places.',
  searching: 'Not all flows have been searched yet.',
  computed: 'Names that an expression computes are only known when it runs.',
} as const

export const inputs = {
  true: 'True',
  false: 'False',
  notSet: 'Not set',
  show: 'Show the value',
  typeItem: 'Type and press Enter',
  between: '{from} to {to}.',
  from: '{from} or more.',
  upTo: 'Up to {to}.',
} as const

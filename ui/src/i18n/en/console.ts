export const console = {
  title: 'Expression console',
  open: 'Open the console',
  execution: 'Execution',
  choose: 'Choose an execution',
  asTask: 'As seen by',
  whole: 'the execution',
  run: '{flow} {state} {date} {id}',
  expression: 'Expression',
  placeholder: '{{ outputs.task.value }}',
  hint: 'Ctrl+Enter evaluates, arrow up brings back earlier ones. Nothing is changed by it; secrets are hidden.',
  evaluate: 'Evaluate',
  again: 'Use again',
  clear: 'Clear',
  transcript: 'What was evaluated',
  emptyTitle: 'Nothing has run yet',
  emptyText:
    'Expressions are evaluated as an execution sees them: its inputs, outputs and variables. Execute a flow first.',
} as const

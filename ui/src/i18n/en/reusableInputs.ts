export const reusableInputs = {
  title: 'Reusable inputs',
  create: 'New block of inputs',
  source: 'Block as YAML',
  revision: 'Revision {n}',
  idHint: 'Letters, digits, dots, - and _. Flows name it as the ref of an input.',
  look: 'Look at {name}',
  fixed: 'It is of a namespace above, and changed there.',
  removeText: 'It goes with its revisions. While a flow takes it in, it stays.',
  emptyText:
    'A block is inputs that the flows of a namespace and below share. A flow takes it in by an input of the type REUSABLE_INPUTS.',
  whichNamespace: 'Choose the namespace whose blocks you look for.',
  namespaces: 'Namespaces with blocks of inputs',
} as const

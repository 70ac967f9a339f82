export const namespaces = {
  title: 'Namespaces',
  create: 'New namespace',
  createTitle: 'New namespace',
  createText:
    'A namespace is listed as soon as a flow is in it. Made here, it is listed at once, and keys, secrets and files can be put into it before its first flow.',
  createButton: 'Create the namespace',
  created: 'Namespace {name} created',
  notCreated: 'The namespace was not created',
  name: 'Name',
  nameHint: 'Small letters, digits, - and _; dots part it from the namespaces above.',
  description: 'Description',
  filter: 'Filter namespaces',
  system: 'Show the system namespace',
  flows: {
    one: '{n} flow in it and below',
    other: '{n} flows in it and below',
  },
  noMatch: 'No namespace has this in its name',
  emptyTitle: 'No namespaces yet',
  emptyText:
    'A namespace is a dotted folder of flows, files, keys and secrets, such as company.team. A flow brings its own; one that has no flow yet is listed once it is made here.',
} as const

import type { Section } from '../shape'

export const namespaces: Section<'namespaces'> = {
  title: 'Namespaces',
  create: 'Neuer Namespace',
  createTitle: 'Neuer Namespace',
  createText:
    'Ein Namespace wird gelistet, sobald ein Flow darin ist. Hier angelegt, wird er sofort gelistet, und Schlüssel, Secrets und Dateien können schon vor dem ersten Flow hinein.',
  createButton: 'Namespace anlegen',
  created: 'Namespace {name} angelegt',
  notCreated: 'Der Namespace wurde nicht angelegt',
  name: 'Name',
  nameHint:
    'Kleinbuchstaben, Ziffern, - und _; Punkte trennen ihn von den übergeordneten Namespaces.',
  description: 'Beschreibung',
  filter: 'Namespaces filtern',
  system: 'System-Namespace anzeigen',
  flows: {
    one: '{n} Flow darin und darunter',
    other: '{n} Flows darin und darunter',
  },
  noMatch: 'Kein Namespace hat dies im Namen',
  emptyTitle: 'Noch keine Namespaces',
  emptyText:
    'Ein Namespace ist ein mit Punkten gegliederter Ordner von Flows, Dateien, Schlüsseln und Secrets, etwa company.team. Ein Flow bringt seinen mit; einer ohne Flow steht hier, sobald er hier angelegt ist.',
}

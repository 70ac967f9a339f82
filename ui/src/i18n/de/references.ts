import type { Section } from '../shape'

export const references: Section<'references'> = {
  title: 'Flows, die {name} verwenden',
  flows: { one: '{n} Flow', other: '{n} Flows' },
  showOf: { one: '{n} Flow verwendet {name}', other: '{n} Flows verwenden {name}' },
  none: 'kein Flow',
  unknown: 'unbekannt',
  flow: 'Flow',
  task: 'Task oder Trigger',
  path: 'Eigenschaft',
  more: 'Dies sind die ersten von {n} Stellen.',
  searching: 'Noch sind nicht alle Flows durchsucht.',
  computed: 'Namen, die ein Ausdruck berechnet, sind erst beim Lauf bekannt.',
}

import type { Section } from '../shape'

export const blueprints: Section<'blueprints'> = {
  title: 'Blueprints',
  kinds: { flow: 'Flows', dashboard: 'Dashboards' },
  kind: 'Art',
  search: 'Titel, Beschreibungen und Typen durchsuchen',
  tags: 'Tags',
  every: 'Alle',
  sort: 'Sortierung',
  sorts: { 'publishedAt:desc': 'Neueste zuerst', 'title:asc': 'Nach Titel' },
  emptyTitle: 'Kein Blueprint passt',
  emptyText: 'Wählen Sie einen anderen Tag oder weniger Wörter.',
  use: 'Verwenden',
  copySource: 'Quelltext kopieren',
  included: 'Enthaltene Typen',
  graph: 'Topologie',
  graphLabel: 'Tasks von {title}',
  source: 'Quelltext',
}

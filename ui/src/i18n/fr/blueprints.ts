import type { Section } from '../shape'

export const blueprints: Section<'blueprints'> = {
  title: 'Modèles',
  kinds: { flow: 'Flows', dashboard: 'Tableaux de bord' },
  kind: 'Genre',
  search: 'Rechercher dans les titres, descriptions et types',
  tags: 'Tags',
  every: 'Tous',
  sort: 'Tri',
  sorts: { 'publishedAt:desc': 'Plus récents d’abord', 'title:asc': 'Par titre' },
  emptyTitle: 'Aucun modèle ne correspond',
  emptyText: 'Choisissez un autre tag ou moins de mots.',
  use: 'Utiliser',
  copySource: 'Copier la source',
  included: 'Types utilisés',
  graph: 'Topologie',
  graphLabel: 'Tâches de {title}',
  source: 'Source',
}

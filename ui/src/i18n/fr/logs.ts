import type { Section } from '../shape'

export const logs: Section<'logs'> = {
  title: 'Logs',
  source: '{flow} {task}',
  flowAndTask: 'Flow et tâche',
  task: 'Tâche',
  emptyTitle: 'Pas encore de lignes de log',
  emptyText: 'Les tâches écrivent ici ce qu’elles font pendant les exécutions.',
  filteredTitle: 'Aucune ligne ne correspond à ces filtres',
  filteredText: 'Baissez le niveau, élargissez la période ou retirez un filtre.',
  activity: 'Lignes au fil du temps',
  facets: 'Affiner',
  tail: 'Suivre en direct',
}

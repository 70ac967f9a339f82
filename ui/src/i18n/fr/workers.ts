import type { Section } from '../shape'

export const workers: Section<'workers'> = {
  title: 'Workers',
  label: 'Services',
  columns: {
    state: 'État',
    type: 'Service',
    host: 'Machine',
    group: 'Groupe',
    places: 'Places',
    running: 'En cours',
    heard: 'Signalé',
    started: 'Démarré',
    id: 'Id',
  },
  type: {
    WEBSERVER: 'Serveur web',
    EXECUTOR: 'Exécuteur',
    WORKER: 'Worker',
    SCHEDULER: 'Planificateur',
    INDEXER: 'Indexeur',
  },
  state: {
    RUNNING: 'En marche',
    DISCONNECTED: 'Sans nouvelles',
    MAINTENANCE: 'En maintenance',
    TERMINATED_GRACEFULLY: 'Terminé',
  },
  places: '{used} sur {total}',
  tasks: { one: '{n} tâche', other: '{n} tâches' },
  triggers: { one: '{n} déclencheur', other: '{n} déclencheurs' },
  emptyTitle: 'Aucun service ne s’est encore signalé',
  emptyText: 'Chaque serveur se signale toutes les quelques secondes.',
}

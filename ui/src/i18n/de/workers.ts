import type { Section } from '../shape'

export const workers: Section<'workers'> = {
  title: 'Worker',
  label: 'Dienste',
  columns: {
    state: 'Status',
    type: 'Dienst',
    host: 'Rechner',
    group: 'Gruppe',
    places: 'Plätze',
    running: 'Läuft',
    heard: 'Gehört',
    started: 'Gestartet',
    id: 'Id',
  },
  type: {
    WEBSERVER: 'Webserver',
    EXECUTOR: 'Executor',
    WORKER: 'Worker',
    SCHEDULER: 'Scheduler',
    INDEXER: 'Indexer',
  },
  state: {
    RUNNING: 'In Betrieb',
    DISCONNECTED: 'Nicht erreichbar',
    MAINTENANCE: 'In Wartung',
    TERMINATED_GRACEFULLY: 'Beendet',
  },
  places: '{used} von {total}',
  tasks: { one: '{n} Task', other: '{n} Tasks' },
  triggers: { one: '{n} Trigger', other: '{n} Trigger' },
  emptyTitle: 'Noch hat sich kein Dienst gemeldet',
  emptyText: 'Jeder Server meldet sich alle paar Sekunden.',
}

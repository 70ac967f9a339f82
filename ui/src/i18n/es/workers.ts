import type { Section } from '../shape'

export const workers: Section<'workers'> = {
  title: 'Workers',
  label: 'Servicios',
  columns: {
    state: 'Estado',
    type: 'Servicio',
    host: 'Máquina',
    group: 'Grupo',
    places: 'Plazas',
    running: 'En curso',
    heard: 'Última señal',
    started: 'Iniciado',
    id: 'Id',
  },
  type: {
    WEBSERVER: 'Servidor web',
    EXECUTOR: 'Ejecutor',
    WORKER: 'Worker',
    SCHEDULER: 'Planificador',
    INDEXER: 'Indexador',
  },
  state: {
    RUNNING: 'Activo',
    DISCONNECTED: 'Sin señal',
    MAINTENANCE: 'En mantenimiento',
    TERMINATED_GRACEFULLY: 'Terminado',
  },
  places: '{used} de {total}',
  tasks: { one: '{n} tarea', other: '{n} tareas' },
  triggers: { one: '{n} disparador', other: '{n} disparadores' },
  emptyTitle: 'Ningún servicio ha dado señal todavía',
  emptyText: 'Cada servidor da señal cada pocos segundos.',
}

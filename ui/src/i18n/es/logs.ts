import type { Section } from '../shape'

export const logs: Section<'logs'> = {
  title: 'Registros',
  source: '{flow} {task}',
  flowAndTask: 'Flujo y tarea',
  task: 'Tarea',
  emptyTitle: 'Aún no hay líneas de registro',
  emptyText: 'Las tareas escriben aquí lo que hacen durante las ejecuciones.',
  filteredTitle: 'Ninguna línea coincide con estos filtros',
  filteredText: 'Baje el nivel, amplíe el período o quite un filtro.',
  activity: 'Líneas a lo largo del tiempo',
  facets: 'Acotar',
  tail: 'Seguir en vivo',
}

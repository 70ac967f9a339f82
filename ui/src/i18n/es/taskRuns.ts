import type { Section } from '../shape'

export const taskRuns: Section<'taskRuns'> = {
  title: 'Ejecuciones de tareas',
  columns: { task: 'Tarea', type: 'Tipo', execution: 'Ejecución' },
  type: 'Tipo',
  everyType: 'todos los tipos',
  least: 'Duró al menos',
  anyDuration: 'cualquier tiempo',
  searched:
    'De las {n} ejecuciones más recientes que coinciden, y otras tantas de las que no tuvieron éxito cuando se buscan estados. Filtros más estrechos llegan más atrás.',
  emptyTitle: 'Ninguna ejecución de tarea coincide',
  emptyText: 'Quite filtros o mire un periodo más largo.',
}

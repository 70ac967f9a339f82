import type { Section } from '../shape'

export const errorsOverTime: Section<'errorsOverTime'> = {
  title: 'Errores',
  label: 'Errores a lo largo del tiempo',
  activity: 'Fallos a lo largo del tiempo; arrastre para elegir un período',
  failed: 'con fallo',
  columns: {
    count: 'Cantidad',
    error: 'Error',
    flow: 'Flujo',
    task: 'Tarea',
    over: 'En el tiempo',
    first: 'Primero',
    last: 'Último',
  },
  silent: 'Sin mensaje',
  bars: {
    one: '{n} fallo: {counts}',
    other: '{n} fallos: {counts}',
  },
  read: 'Se examinaron las {n} más recientes de las {all} ejecuciones con fallo.',
  show: 'Mostrar las ejecuciones de {error}',
  emptyTitle: 'Nada falló',
  emptyText: 'Ninguna ejecución que encuentran estos filtros ha fallado.',
}

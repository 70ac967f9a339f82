import type { Section } from '../shape'

export const concurrency: Section<'concurrency'> = {
  title: 'Límites de concurrencia',
  columns: { flow: 'Flujo', use: 'En uso', behavior: 'Por encima', queued: 'En espera' },
  use: '{running} de {limit}',
  queued: 'Ejecuciones en cola',
  queuedOf: 'Ejecuciones en cola de {flow}',
  hint: 'Las plazas en uso se cuentan a partir de las ejecuciones: no hay ningún contador que corregir. La página de un flujo inicia al momento una ejecución en cola o libera una plaza.',
  emptyTitle: 'Ningún flujo tiene límite de concurrencia',
  emptyText:
    'Con concurrency en su código fuente un flujo limita cuántas ejecuciones corren a la vez.',
}

import type { Section } from '../shape'

export const home: Section<'home'> = {
  title: 'Inicio',
  attention: 'Requiere atención',
  nothing: 'Nada le requiere',
  failing: { one: 'falló {n} vez', other: 'falló {n} veces seguidas' },
  since: 'desde',
  long: 'lleva {span}, normalmente {usual}',
  triggerError: 'no se puede evaluar: {error}',
  workerGone: 'no da señales',
  worker: 'Worker {name}',
  newest: 'Últimas ejecuciones',
  none: 'Aún no se ha ejecutado nada',
  noneText: 'Cree un flujo y ejecútelo: lo que hace se ve aquí.',
  openList: 'Abrir la lista',
  blueprints: 'Empezar con un blueprint',
  createFlow: 'Crear flujo',
}

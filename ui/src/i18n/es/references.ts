import type { Section } from '../shape'

export const references: Section<'references'> = {
  title: 'Flujos que usan {name}',
  flows: { one: '{n} flujo', other: '{n} flujos' },
  showOf: { one: '{n} flujo usa {name}', other: '{n} flujos usan {name}' },
  none: 'ningún flujo',
  unknown: 'desconocido',
  flow: 'Flujo',
  task: 'Tarea o disparador',
  path: 'Propiedad',
  more: 'Son los primeros de {n} lugares.',
  searching: 'Aún no se han examinado todos los flujos.',
  computed: 'Los nombres que calcula una expresión solo se conocen al ejecutarla.',
}

import type { Section } from '../shape'

export const namespaces: Section<'namespaces'> = {
  title: 'Espacios de nombres',
  create: 'Espacio de nombres nuevo',
  createTitle: 'Espacio de nombres nuevo',
  createText:
    'Un espacio de nombres aparece en la lista en cuanto hay en él un flujo. Creado aquí, aparece al instante, y se pueden poner en él claves, secretos y archivos antes del primer flujo.',
  createButton: 'Crear el espacio de nombres',
  created: 'Espacio de nombres {name} creado',
  notCreated: 'No se creó el espacio de nombres',
  name: 'Nombre',
  nameHint:
    'Minúsculas, dígitos, - y _; los puntos lo separan de los espacios de nombres superiores.',
  description: 'Descripción',
  filter: 'Filtrar espacios de nombres',
  system: 'Mostrar el espacio de nombres del sistema',
  flows: {
    one: '{n} flujo en él y debajo',
    other: '{n} flujos en él y debajo',
  },
  noMatch: 'Ningún espacio de nombres tiene esto en su nombre',
  emptyTitle: 'Aún no hay espacios de nombres',
  emptyText:
    'Un espacio de nombres es una carpeta con puntos de flujos, archivos, claves y secretos, como company.team. Un flujo trae el suyo; el que aún no tiene flujos aparece cuando se crea aquí.',
}

import type { Section } from '../shape'

export const blueprints: Section<'blueprints'> = {
  title: 'Plantillas',
  kinds: { flow: 'Flujos', dashboard: 'Paneles' },
  kind: 'Clase',
  search: 'Buscar en títulos, descripciones y tipos',
  tags: 'Etiquetas',
  every: 'Todas',
  sort: 'Orden',
  sorts: { 'publishedAt:desc': 'Más recientes primero', 'title:asc': 'Por título' },
  emptyTitle: 'Ninguna plantilla coincide',
  emptyText: 'Elija otra etiqueta o menos palabras.',
  use: 'Usar',
  copySource: 'Copiar el código',
  included: 'Tipos que contiene',
  graph: 'Topología',
  graphLabel: 'Tareas de {title}',
  source: 'Código fuente',
}

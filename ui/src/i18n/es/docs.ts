import type { Section } from '../shape'

export const docs: Section<'docs'> = {
  title: 'Documentación',
  pages: 'Páginas',
  search: 'Buscar en la documentación',
  found: { one: '{n} sección', other: '{n} secciones' },
  noneFound: 'Nada contiene todas estas palabras.',
  contents: 'En esta página',
  panel: 'Ayuda',
  open: 'Ayuda: documentación, atajos, versión',
  tabs: { docs: 'Documentos', shortcuts: 'Atajos', about: 'Acerca de' },
  asPage: 'Abrir como página',
  version: 'Versión',
  api: 'API',
  apiLink: 'Descripción de todas las llamadas',
  learn: 'Más sobre {name}',
  expressions: 'expresiones',
}

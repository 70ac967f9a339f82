import type { Section } from '../shape'

export const docs: Section<'docs'> = {
  title: 'Documentation',
  pages: 'Pages',
  search: 'Rechercher dans la documentation',
  found: { one: '{n} section', other: '{n} sections' },
  noneFound: 'Rien ne contient tous ces mots.',
  contents: 'Sur cette page',
  panel: 'Aide',
  open: 'Aide : documentation, raccourcis, version',
  tabs: { docs: 'Docs', shortcuts: 'Raccourcis', about: 'À propos' },
  asPage: 'Ouvrir en page',
  version: 'Version',
  api: 'API',
  apiLink: 'Description de tous les appels',
  learn: 'En savoir plus sur {name}',
  expressions: 'les expressions',
}

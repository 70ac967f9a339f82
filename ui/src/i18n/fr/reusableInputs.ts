import type { Section } from '../shape'

export const reusableInputs: Section<'reusableInputs'> = {
  title: 'Entrées réutilisables',
  create: 'Nouveau bloc d’entrées',
  source: 'Bloc en YAML',
  revision: 'Révision {n}',
  idHint: 'Lettres, chiffres, points, - et _. Les flows le nomment comme ref d’une entrée.',
  look: 'Voir {name}',
  fixed: 'Il est d’un espace de noms au-dessus et se modifie là.',
  removeText: 'Il part avec ses révisions. Tant qu’un flow le reprend, il reste.',
  emptyText:
    'Un bloc, ce sont des entrées que partagent les flows d’un espace de noms et dessous. Un flow le reprend par une entrée de type REUSABLE_INPUTS.',
  whichNamespace: 'Choisissez l’espace de noms dont vous cherchez les blocs.',
  namespaces: 'Espaces de noms avec des blocs d’entrées',
}

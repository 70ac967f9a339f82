import type { Section } from '../shape'

export const namespaces: Section<'namespaces'> = {
  title: 'Espaces de noms',
  create: 'Nouvel espace de noms',
  createTitle: 'Nouvel espace de noms',
  createText:
    'Un espace de noms est listé dès qu’un flow s’y trouve. Créé ici, il est listé aussitôt, et on peut y mettre des clés, des secrets et des fichiers avant son premier flow.',
  createButton: 'Créer l’espace de noms',
  created: 'Espace de noms {name} créé',
  notCreated: 'L’espace de noms n’a pas été créé',
  name: 'Nom',
  nameHint: 'Minuscules, chiffres, - et _ ; des points le séparent des espaces de noms parents.',
  description: 'Description',
  filter: 'Filtrer les espaces de noms',
  system: 'Afficher l’espace de noms système',
  flows: {
    one: '{n} flow dedans et dessous',
    other: '{n} flows dedans et dessous',
  },
  noMatch: 'Aucun espace de noms n’a ceci dans son nom',
  emptyTitle: 'Pas encore d’espaces de noms',
  emptyText:
    'Un espace de noms est un dossier pointé de flows, de fichiers, de clés et de secrets, comme company.team. Un flow apporte le sien ; celui qui n’a pas encore de flow est listé une fois créé ici.',
}

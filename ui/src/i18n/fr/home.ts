import type { Section } from '../shape'

export const home: Section<'home'> = {
  title: 'Accueil',
  attention: 'À surveiller',
  nothing: 'Rien ne vous attend',
  failing: { one: 'a échoué {n} fois', other: 'a échoué {n} fois de suite' },
  since: 'depuis',
  long: 'dure {span}, d’habitude {usual}',
  triggerError: 'ne peut pas être évalué : {error}',
  workerGone: 'ne donne plus signe de vie',
  worker: 'Worker {name}',
  newest: 'Dernières exécutions',
  none: 'Rien n’a encore été exécuté',
  noneText: 'Créez un flow et exécutez-le : ce qu’il fait se voit ici.',
  openList: 'Ouvrir la liste',
  blueprints: 'Partir d’un blueprint',
  createFlow: 'Créer un flow',
}

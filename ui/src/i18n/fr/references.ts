import type { Section } from '../shape'

export const references: Section<'references'> = {
  title: 'Flows qui utilisent {name}',
  flows: { one: '{n} flow', other: '{n} flows' },
  showOf: { one: '{n} flow utilise {name}', other: '{n} flows utilisent {name}' },
  none: 'aucun flow',
  unknown: 'inconnu',
  flow: 'Flow',
  task: 'Tâche ou déclencheur',
  path: 'Propriété',
  more: 'Ce sont les premiers de {n} emplacements.',
  searching: 'Tous les flows n’ont pas encore été examinés.',
  computed: 'Les noms qu’une expression calcule ne sont connus qu’à l’exécution.',
}

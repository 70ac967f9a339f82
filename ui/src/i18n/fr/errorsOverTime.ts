import type { Section } from '../shape'

export const errorsOverTime: Section<'errorsOverTime'> = {
  title: 'Erreurs',
  label: 'Erreurs dans le temps',
  activity: 'Échecs dans le temps ; faites glisser pour choisir une période',
  failed: 'en échec',
  columns: {
    count: 'Nombre',
    error: 'Erreur',
    flow: 'Flow',
    task: 'Tâche',
    over: 'Dans le temps',
    first: 'Première',
    last: 'Dernière',
  },
  silent: 'Aucun message',
  bars: {
    one: '{n} échec : {counts}',
    other: '{n} échecs : {counts}',
  },
  read: 'Les {n} plus récentes des {all} exécutions en échec ont été examinées.',
  show: 'Afficher les exécutions de {error}',
  emptyTitle: 'Aucun échec',
  emptyText: 'Aucune exécution que ces filtres trouvent n’a échoué.',
}

import type { Section } from '../shape'

export const playground: Section<'playground'> = {
  title: 'Bac à sable',
  open: 'Ouvrir dans le bac à sable',
  about:
    'Ces exécutions ne figurent pas dans la liste. Elles utilisent la dernière révision du flow ; les tâches avant celle que vous exécutez ne sont pas relancées.',
  edit: 'Modifier le flow',
  runAll: 'Tout exécuter',
  runTask: 'Exécuter {task} seule',
  runFrom: 'Exécuter à partir de {task}',
  alone: 'Seule',
  from: 'Exécuter à partir de',
  breakpoint: 'S’arrêter avant {task}',
  stop: 'S’arrêter avant',
  execution: 'Valeurs de',
  run: '{date} {state} {id}',
  playgroundRun: '{date} {state} {id}, bac à sable',
  goOn: 'Continuer',
  step: 'Tâche suivante',
  kill: 'Arrêter',
  showExecution: 'Ouvrir l’exécution',
  task: 'Tâche',
  state: 'État',
  duration: 'Durée',
  outputs: 'Sorties de {task}',
  pick: 'Choisissez une tâche pour voir ce qu’elle a donné et mettre d’autres sorties à la place.',
  pinned: 'épinglées',
  pin: 'Épingler ces sorties',
  unpin: 'Utiliser celles enregistrées',
  pinHint:
    'Les sorties épinglées remplacent celles de cette tâche quand elle précède la tâche que vous exécutez.',
  wrongJson: 'Ce n’est pas un objet JSON : {reason}',
  notRecorded:
    '{task} ne s’est pas exécutée dans cette exécution. Tout exécuter une fois, ou prendre les valeurs d’une autre.',
  notStarted: 'L’exécution n’a pas été lancée',
  notResumed: 'L’exécution n’a pas continué',
  notKilled: 'L’exécution n’a pas été arrêtée',
  emptyTitle: 'Ce flow n’a pas encore été exécuté',
  emptyText:
    'Le bac à sable exécute des tâches seules avec les sorties enregistrées auparavant. Exécutez le flow une fois ; puis ouvrez-le ici.',
  toFlow: 'Aller au flow',
}

import type { Section } from '../shape'

export const console: Section<'console'> = {
  title: 'Console d’expressions',
  open: 'Ouvrir la console',
  execution: 'Exécution',
  choose: 'Choisir une exécution',
  asTask: 'Vu par',
  whole: 'l’exécution',
  run: '{flow} {state} {date} {id}',
  expression: 'Expression',
  placeholder: '{{ outputs.task.value }}',
  hint: 'Ctrl+Entrée évalue, la flèche vers le haut rappelle les précédentes. Rien n’est modifié ; les secrets sont masqués.',
  evaluate: 'Évaluer',
  again: 'Réutiliser',
  clear: 'Effacer',
  transcript: 'Expressions évaluées',
  emptyTitle: 'Rien n’a encore été exécuté',
  emptyText:
    'Les expressions sont évaluées telles qu’une exécution les voit : ses entrées, sorties et variables. Exécutez d’abord un flow.',
}

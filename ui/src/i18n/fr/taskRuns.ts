import type { Section } from '../shape'

export const taskRuns: Section<'taskRuns'> = {
  title: 'Exécutions de tâches',
  columns: { task: 'Tâche', type: 'Type', execution: 'Exécution' },
  type: 'Type',
  everyType: 'tous les types',
  least: 'A duré au moins',
  anyDuration: 'peu importe',
  searched:
    'Parmi les {n} exécutions les plus récentes qui conviennent, et autant de celles qui n’ont pas réussi lorsque des états sont recherchés. Des filtres plus étroits remontent plus loin.',
  emptyTitle: 'Aucune exécution de tâche ne convient',
  emptyText: 'Retirez des filtres ou regardez une période plus longue.',
}

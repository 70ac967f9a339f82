import type { Section } from '../shape'

export const taskRuns: Section<'taskRuns'> = {
  title: 'Task-Läufe',
  columns: { task: 'Task', type: 'Typ', execution: 'Ausführung' },
  type: 'Typ',
  everyType: 'alle Typen',
  least: 'Dauerte mindestens',
  anyDuration: 'beliebig',
  searched:
    'Aus den neuesten {n} passenden Ausführungen, und ebenso vielen nicht erfolgreichen, wenn Zustände gesucht werden. Engere Filter reichen weiter zurück.',
  emptyTitle: 'Kein Task-Lauf passt',
  emptyText: 'Nehmen Sie Filter weg oder betrachten Sie einen längeren Zeitraum.',
}

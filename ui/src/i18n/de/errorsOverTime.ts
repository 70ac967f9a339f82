import type { Section } from '../shape'

export const errorsOverTime: Section<'errorsOverTime'> = {
  title: 'Fehler',
  label: 'Fehler im Zeitverlauf',
  activity: 'Fehlschläge im Zeitverlauf; ziehen Sie, um einen Zeitraum zu wählen',
  failed: 'fehlgeschlagen',
  columns: {
    count: 'Anzahl',
    error: 'Fehler',
    flow: 'Flow',
    task: 'Task',
    over: 'Verlauf',
    first: 'Zuerst',
    last: 'Zuletzt',
  },
  silent: 'Keine Meldung',
  bars: {
    one: '{n} Fehlschlag: {counts}',
    other: '{n} Fehlschläge: {counts}',
  },
  read: 'Betrachtet wurden die neuesten {n} von {all} fehlgeschlagenen Ausführungen.',
  show: 'Die Ausführungen mit {error} anzeigen',
  emptyTitle: 'Nichts ist fehlgeschlagen',
  emptyText: 'Keine Ausführung, die diese Filter finden, ist fehlgeschlagen.',
}

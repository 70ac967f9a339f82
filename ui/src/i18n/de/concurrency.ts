import type { Section } from '../shape'

export const concurrency: Section<'concurrency'> = {
  title: 'Parallelitätslimits',
  columns: { flow: 'Flow', use: 'Belegt', behavior: 'Darüber hinaus', queued: 'Wartend' },
  use: '{running} von {limit}',
  queued: 'Wartende Ausführungen',
  queuedOf: 'Wartende Ausführungen von {flow}',
  hint: 'Belegte Plätze werden aus den Ausführungen gezählt, es gibt also keinen Zähler zu korrigieren. Die Seite eines Flows startet eine wartende Ausführung sofort oder gibt einen Platz frei.',
  emptyTitle: 'Kein Flow hat ein Parallelitätslimit',
  emptyText:
    'Mit concurrency im Quelltext führt ein Flow höchstens so viele Ausführungen zugleich aus.',
}

import type { Section } from '../shape'

export const playground: Section<'playground'> = {
  title: 'Playground',
  open: 'Im Playground öffnen',
  about:
    'Läufe erscheinen nicht in der Liste der Ausführungen. Sie nutzen die neueste Revision des Flows; Tasks vor dem, den Sie ausführen, laufen nicht erneut.',
  edit: 'Flow bearbeiten',
  runAll: 'Alle ausführen',
  runTask: 'Nur {task} ausführen',
  runFrom: 'Ab {task} ausführen',
  alone: 'Einzeln',
  from: 'Ausführen ab',
  breakpoint: 'Vor {task} anhalten',
  stop: 'Anhalten vor',
  execution: 'Werte von',
  run: '{date} {state} {id}',
  playgroundRun: '{date} {state} {id}, Playground',
  goOn: 'Weiter',
  step: 'Nächster Task',
  kill: 'Abbrechen',
  showExecution: 'Ausführung öffnen',
  task: 'Task',
  state: 'Status',
  duration: 'Dauer',
  outputs: 'Ausgaben von {task}',
  pick: 'Wählen Sie einen Task, um zu sehen, was er lieferte, und um andere Ausgaben einzusetzen.',
  pinned: 'festgelegt',
  pin: 'Diese Ausgaben festlegen',
  unpin: 'Die aufgezeichneten verwenden',
  pinHint:
    'Festgelegte Ausgaben ersetzen die dieses Tasks, wenn er vor dem Task liegt, den Sie ausführen.',
  wrongJson: 'Dies ist kein JSON-Objekt: {reason}',
  notRecorded:
    '{task} lief in dieser Ausführung nicht. Einmal alles ausführen oder die Werte einer anderen nehmen.',
  notStarted: 'Der Lauf wurde nicht gestartet',
  notResumed: 'Der Lauf ging nicht weiter',
  notKilled: 'Der Lauf wurde nicht abgebrochen',
  emptyTitle: 'Dieser Flow ist noch nicht gelaufen',
  emptyText:
    'Der Playground führt einzelne Tasks mit den zuvor aufgezeichneten Ausgaben aus. Führen Sie den Flow einmal aus; öffnen Sie ihn dann hier.',
  toFlow: 'Zum Flow',
}

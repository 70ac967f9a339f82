import type { Section } from '../shape'

export const logs: Section<'logs'> = {
  title: 'Logs',
  source: '{flow} {task}',
  flowAndTask: 'Flow und Task',
  task: 'Task',
  emptyTitle: 'Noch keine Logzeilen',
  emptyText: 'Tasks schreiben hier, was sie tun, während Ausführungen laufen.',
  filteredTitle: 'Keine Zeile passt zu diesen Filtern',
  filteredText: 'Senken Sie die Stufe, erweitern Sie die Zeit oder entfernen Sie einen Filter.',
  activity: 'Zeilen im Zeitverlauf',
  facets: 'Eingrenzen',
  tail: 'Live mitlesen',
}

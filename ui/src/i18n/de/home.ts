import type { Section } from '../shape'

export const home: Section<'home'> = {
  title: 'Start',
  attention: 'Braucht Aufmerksamkeit',
  nothing: 'Nichts braucht Sie',
  failing: { one: '{n}-mal fehlgeschlagen', other: '{n}-mal in Folge fehlgeschlagen' },
  since: 'seit',
  long: 'läuft {span}, sonst {usual}',
  triggerError: 'kann nicht ausgewertet werden: {error}',
  workerGone: 'hat sich nicht gemeldet',
  worker: 'Worker {name}',
  newest: 'Neueste Ausführungen',
  none: 'Es ist noch nichts gelaufen',
  noneText: 'Legen Sie einen Flow an und führen Sie ihn aus: Was er tut, sehen Sie hier.',
  openList: 'Liste öffnen',
  blueprints: 'Mit einem Blueprint beginnen',
  createFlow: 'Flow anlegen',
}

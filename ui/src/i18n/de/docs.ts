import type { Section } from '../shape'

export const docs: Section<'docs'> = {
  title: 'Dokumentation',
  pages: 'Seiten',
  search: 'Dokumentation durchsuchen',
  found: { one: '{n} Abschnitt', other: '{n} Abschnitte' },
  noneFound: 'Nichts enthält alle diese Wörter.',
  contents: 'Auf dieser Seite',
  panel: 'Hilfe',
  open: 'Hilfe: Dokumentation, Tastenkürzel, Version',
  tabs: { docs: 'Doku', shortcuts: 'Tastenkürzel', about: 'Info' },
  asPage: 'Als Seite öffnen',
  version: 'Version',
  api: 'API',
  apiLink: 'Beschreibung aller Aufrufe',
  learn: 'Mehr über {name}',
  expressions: 'Ausdrücke',
}

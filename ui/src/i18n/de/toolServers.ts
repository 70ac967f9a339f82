import type { Section } from '../shape'

export const toolServers: Section<'toolServers'> = {
  title: 'Werkzeugserver',
  create: 'Neuer Werkzeugserver',
  edit: '{id} ändern',
  about:
    'Sprachmodelle sehen die Flows eines Servers als Werkzeuge. Ein Flow wird durch einen Trigger vom Typ McpToolTrigger angeboten, der den Server nennt.',
  id: 'Kennung',
  idHint: 'Buchstaben, Ziffern, - und _, höchstens 100.',
  description: 'Beschreibung',
  instructions: 'Anweisungen',
  instructionsHint: 'Was ein Sprachmodell wissen soll, bevor es ein Werkzeug wählt.',
  reach: 'Wer ihn erreicht',
  address: 'Adresse',
  copy: 'Adresse von {id} kopieren',
  tools: 'Werkzeuge',
  show: 'Zeigen',
  toolsOf: 'Werkzeuge von {id}',
  noTools: 'Kein Flow hat einen Trigger für diesen Server.',
  off: 'aus',
  on: 'An',
  onOf: 'Werkzeuge von {id} anbieten',
  saved: '{id} gespeichert',
  notSaved: 'Der Server wurde nicht geändert',
  delete: '{id} löschen',
  deleteText:
    'Sprachmodelle erreichen ihn nicht mehr. Die Flows bleiben, und ihre Trigger nennen einen Server, den es nicht gibt.',
  deleted: '{id} gelöscht',
  reaches: { PRIVATE: 'Wer angemeldet ist', PUBLIC: 'Alle' },
}

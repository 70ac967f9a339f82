import type { Section } from '../shape'

export const states: Section<'states'> = {
  CREATED: 'Erstellt',
  SUBMITTED: 'Eingereicht',
  QUEUED: 'In Warteschlange',
  RUNNING: 'Läuft',
  PAUSED: 'Angehalten',
  BREAKPOINT: 'Haltepunkt',
  RETRYING: 'Neuer Versuch',
  RESTARTED: 'Neu gestartet',
  RESUBMITTED: 'Neu eingereicht',
  KILLING: 'Wird abgebrochen',
  SUCCESS: 'Erfolg',
  WARNING: 'Warnung',
  FAILED: 'Fehlgeschlagen',
  KILLED: 'Abgebrochen',
  CANCELLED: 'Storniert',
  SKIPPED: 'Übersprungen',
  RETRIED: 'Erneut versucht',
}

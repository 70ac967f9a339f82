import type { Section } from '../shape'

export const states: Section<'states'> = {
  CREATED: 'Créée',
  SUBMITTED: 'Soumise',
  QUEUED: 'En file',
  RUNNING: 'En cours',
  PAUSED: 'En pause',
  BREAKPOINT: 'Point d’arrêt',
  RETRYING: 'Nouvel essai',
  RESTARTED: 'Redémarrée',
  RESUBMITTED: 'Resoumise',
  KILLING: 'Arrêt en cours',
  SUCCESS: 'Succès',
  WARNING: 'Avertissement',
  FAILED: 'Échec',
  KILLED: 'Arrêtée',
  CANCELLED: 'Annulée',
  SKIPPED: 'Ignorée',
  RETRIED: 'Réessayée',
}

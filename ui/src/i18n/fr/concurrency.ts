import type { Section } from '../shape'

export const concurrency: Section<'concurrency'> = {
  title: 'Limites de concurrence',
  columns: { flow: 'Flow', use: 'Utilisé', behavior: 'Au-delà', queued: 'En attente' },
  use: '{running} sur {limit}',
  queued: 'Exécutions en attente',
  queuedOf: 'Exécutions en attente de {flow}',
  hint: 'Les places occupées sont comptées d’après les exécutions : il n’y a aucun compteur à réparer. La page d’un flow démarre aussitôt une exécution en attente, ou libère une place.',
  emptyTitle: 'Aucun flow n’a de limite de concurrence',
  emptyText: 'Avec concurrency dans sa source, un flow limite le nombre d’exécutions simultanées.',
}

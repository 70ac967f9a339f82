import type { Section } from '../shape'

export const toolServers: Section<'toolServers'> = {
  title: 'Serveurs d’outils',
  create: 'Nouveau serveur d’outils',
  edit: 'Modifier {id}',
  about:
    'Les modèles de langage voient les flows d’un serveur comme des outils. Un flow est proposé par un déclencheur de type McpToolTrigger qui nomme le serveur.',
  id: 'Identifiant',
  idHint: 'Lettres, chiffres, - et _, 100 au plus.',
  description: 'Description',
  instructions: 'Instructions',
  instructionsHint: 'Ce qu’un modèle de langage doit savoir avant de choisir un outil.',
  reach: 'Qui peut l’atteindre',
  address: 'Adresse',
  copy: 'Copier l’adresse de {id}',
  tools: 'Outils',
  show: 'Afficher',
  toolsOf: 'Outils de {id}',
  noTools: 'Aucun flow n’a de déclencheur pour ce serveur.',
  off: 'désactivé',
  on: 'Activé',
  onOf: 'Proposer les outils de {id}',
  saved: '{id} enregistré',
  notSaved: 'Le serveur n’a pas été modifié',
  delete: 'Supprimer {id}',
  deleteText:
    'Les modèles de langage ne l’atteignent plus. Les flows restent, et leurs déclencheurs nomment un serveur qui n’existe pas.',
  deleted: '{id} supprimé',
  reaches: { PRIVATE: 'Qui est connecté', PUBLIC: 'Tout le monde' },
}

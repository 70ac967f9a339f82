import type { Section } from '../shape'

export const namespace: Section<'namespace'> = {
  label: 'Parties de l’espace de noms',
  tabs: {
    overview: 'Vue d’ensemble',
    flows: 'Flows',
    executions: 'Exécutions',
    dependencies: 'Dépendances',
    files: 'Fichiers',
    kv: 'Clés-valeurs',
    secrets: 'Secrets',
    credentials: 'Identifiants',
    'reusable-inputs': 'Entrées réutilisables',
    variables: 'Variables',
    'plugin-defaults': 'Défauts de plugins',
    edit: 'Modifier',
    'audit-logs': 'Journal d’audit',
  },
  others: 'Autres espaces de noms',
  newFlow: 'Nouveau flow ici',
  noKeys:
    'Pas encore de clés. Elles gardent de petites valeurs que les flows partagent et changent.',
  allKeys: 'Les {n} clés',
  noSecrets: 'Pas encore de secrets. Ce sont des mots de passe et jetons qu’aucune page n’affiche.',
  allSecrets: 'Les {n} secrets',
  files: {
    usedBy: 'Utilisé par',
    copyRead: 'Copier read(…)',
    revisions: 'Révisions',
    revisionsOf: 'Révisions de {path}',
    revision: 'Révision',
    oneRevision:
      'Il n’y a qu’un contenu pour l’instant. Chaque contenu remplacé est gardé et comparé ici.',
    diff: 'Révision {n} et ce qui est ouvert',
    restore: 'Reprendre l’ancien contenu',
    restoreText: 'Il est placé dans l’éditeur ; l’enregistrement le stocke.',
    none: 'Aucun fichier ouvert',
    noneText:
      'Les fichiers d’un espace de noms sont lus par ses flows : scripts, requêtes, modèles, petits tableaux. Choisissez-en un dans l’arbre, ou déposez-en là.',
  },
  links: {
    label: 'Flows de {name} et ce qu’ils lancent',
    none: 'Aucun flow ici n’en lance un autre',
    noneText:
      'Une tâche Subflow lance un autre flow, et un déclencheur Flow lance un flow quand un autre se termine. Les deux sont dessinés ici.',
  },
  inherited: 'Des espaces de noms parents',
  variables: {
    label: 'Variables en YAML',
    about:
      'Gardées avec l’espace de noms pour la complétion et pour les clients de l’API. Les expressions ne les lisent pas : un flow déclare ses propres variables.',
    noMap: 'Les variables associent des noms à des valeurs.',
    saved: 'Variables enregistrées',
    notSaved: 'Les variables n’ont pas été enregistrées',
    uses: 'Variables et flows qui les nomment',
    name: 'Variable',
    used: 'Nommée par',
  },
  defaults: {
    label: 'Défauts de plugins en YAML',
    about:
      'Gardés avec l’espace de noms pour les clients de l’API. Les tâches prennent les défauts de leur flow et de la configuration du serveur.',
    noList: 'Les défauts de plugins sont une liste, chacun avec un type et ses valeurs.',
    noType: 'L’élément {n} n’a pas de type.',
    noValues: 'Les valeurs de l’élément {n} n’associent pas des propriétés à des valeurs.',
    saved: 'Défauts de plugins enregistrés',
    notSaved: 'Les défauts de plugins n’ont pas été enregistrés',
  },
  edit: {
    description: 'Description',
    hint: 'Markdown. Elle s’affiche dans la liste et la vue d’ensemble.',
    save: 'Enregistrer la description',
    saved: 'Description enregistrée',
    notSaved: 'La description n’a pas été enregistrée',
    delete: 'Supprimer la description…',
    deleteTitle: 'Supprimer ce qui est dit de {name} ?',
    deleteText:
      'Sa description, ses variables et ses défauts de plugins sont supprimés. Ses flows, fichiers, clés et secrets restent.',
    deleteButton: 'Supprimer',
    deleted: 'Plus rien n’est dit de {name}',
    notDeleted: 'Rien n’a été supprimé',
    nothing: 'Rien n’est encore dit de cet espace de noms.',
  },
}

import type { Section } from '../shape'

export const reusableInputs: Section<'reusableInputs'> = {
  title: 'Wiederverwendbare Eingaben',
  create: 'Neuer Eingabeblock',
  source: 'Block als YAML',
  revision: 'Revision {n}',
  idHint: 'Buchstaben, Ziffern, Punkte, - und _. Flows nennen ihn als ref einer Eingabe.',
  look: '{name} ansehen',
  fixed: 'Er gehört einem Namespace darüber und wird dort geändert.',
  removeText: 'Er geht samt seinen Revisionen. Solange ein Flow ihn übernimmt, bleibt er.',
  emptyText:
    'Ein Block sind Eingaben, die sich die Flows eines Namespaces und darunter teilen. Ein Flow übernimmt ihn mit einer Eingabe vom Typ REUSABLE_INPUTS.',
  whichNamespace: 'Wählen Sie den Namespace, dessen Blöcke Sie suchen.',
  namespaces: 'Namespaces mit Eingabeblöcken',
}

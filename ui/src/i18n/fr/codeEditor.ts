import type { Section } from '../shape'

export const codeEditor: Section<'codeEditor'> = {
  save: 'Enregistrer',
  execute: 'Exécuter le flow',
  tryTask: 'Enregistrer et exécuter seule la tâche au curseur',
  follow: 'Aller au flow ou au fichier nommé ici',
  larger: 'Police plus grande',
  smaller: 'Police plus petite',
  usual: 'Taille de police habituelle',
  foldTexts: 'Replier ou déplier les textes de plusieurs lignes',
}

import type { Section } from '../shape'

export const codeEditor: Section<'codeEditor'> = {
  save: 'Speichern',
  execute: 'Flow ausführen',
  tryTask: 'Speichern und den Task am Cursor allein ausführen',
  follow: 'Zum hier genannten Flow oder zur Datei',
  larger: 'Größere Schrift',
  smaller: 'Kleinere Schrift',
  usual: 'Schrift in üblicher Größe',
  foldTexts: 'Mehrzeilige Texte ein- oder ausklappen',
}

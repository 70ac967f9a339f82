import type { Section } from '../shape'

export const console: Section<'console'> = {
  title: 'Ausdruckskonsole',
  open: 'Konsole öffnen',
  execution: 'Ausführung',
  choose: 'Ausführung wählen',
  asTask: 'Gesehen von',
  whole: 'der Ausführung',
  run: '{flow} {state} {date} {id}',
  expression: 'Ausdruck',
  placeholder: '{{ outputs.task.value }}',
  hint: 'Strg+Enter wertet aus, Pfeil nach oben holt frühere zurück. Es ändert nichts; Secrets bleiben verborgen.',
  evaluate: 'Auswerten',
  again: 'Erneut verwenden',
  clear: 'Leeren',
  transcript: 'Ausgewertete Ausdrücke',
  emptyTitle: 'Es ist noch nichts gelaufen',
  emptyText:
    'Ausdrücke werden so ausgewertet, wie eine Ausführung sie sieht: mit ihren Eingaben, Ausgaben und Variablen. Führen Sie zuerst einen Flow aus.',
}

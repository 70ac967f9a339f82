import type { Section } from '../shape'

export const console: Section<'console'> = {
  title: 'Consola de expresiones',
  open: 'Abrir la consola',
  execution: 'Ejecución',
  choose: 'Elegir una ejecución',
  asTask: 'Vista por',
  whole: 'la ejecución',
  run: '{flow} {state} {date} {id}',
  expression: 'Expresión',
  placeholder: '{{ outputs.task.value }}',
  hint: 'Ctrl+Intro evalúa, la flecha arriba recupera las anteriores. No cambia nada; los secretos se ocultan.',
  evaluate: 'Evaluar',
  again: 'Usar de nuevo',
  clear: 'Borrar',
  transcript: 'Lo evaluado',
  emptyTitle: 'Aún no se ha ejecutado nada',
  emptyText:
    'Las expresiones se evalúan como las ve una ejecución: con sus entradas, salidas y variables. Ejecute primero un flujo.',
}

import type { Section } from '../shape'

export const inputs: Section<'inputs'> = {
  true: 'Wahr',
  false: 'Falsch',
  notSet: 'Nicht gesetzt',
  show: 'Wert anzeigen',
  typeItem: 'Eingeben und Enter drücken',
  between: '{from} bis {to}.',
  from: '{from} oder mehr.',
  upTo: 'Bis {to}.',
}

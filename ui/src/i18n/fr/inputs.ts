import type { Section } from '../shape'

export const inputs: Section<'inputs'> = {
  true: 'Vrai',
  false: 'Faux',
  notSet: 'Non défini',
  show: 'Afficher la valeur',
  typeItem: 'Saisissez puis Entrée',
  between: 'De {from} à {to}.',
  from: '{from} ou plus.',
  upTo: 'Jusqu’à {to}.',
}

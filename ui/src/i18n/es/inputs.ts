import type { Section } from '../shape'

export const inputs: Section<'inputs'> = {
  true: 'Verdadero',
  false: 'Falso',
  notSet: 'Sin indicar',
  show: 'Mostrar el valor',
  typeItem: 'Escriba y pulse Intro',
  between: 'De {from} a {to}.',
  from: '{from} o más.',
  upTo: 'Hasta {to}.',
}

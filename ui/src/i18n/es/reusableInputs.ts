import type { Section } from '../shape'

export const reusableInputs: Section<'reusableInputs'> = {
  title: 'Entradas reutilizables',
  create: 'Bloque de entradas nuevo',
  source: 'Bloque como YAML',
  revision: 'Revisión {n}',
  idHint: 'Letras, dígitos, puntos, - y _. Los flujos lo nombran como ref de una entrada.',
  look: 'Ver {name}',
  fixed: 'Es de un espacio de nombres superior y se cambia allí.',
  removeText: 'Se va con sus revisiones. Mientras un flujo lo tome, se queda.',
  emptyText:
    'Un bloque son entradas que comparten los flujos de un espacio de nombres y los de debajo. Un flujo lo toma con una entrada de tipo REUSABLE_INPUTS.',
  whichNamespace: 'Elija el espacio de nombres cuyos bloques busca.',
  namespaces: 'Espacios de nombres con bloques de entradas',
}

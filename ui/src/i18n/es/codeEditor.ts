import type { Section } from '../shape'

export const codeEditor: Section<'codeEditor'> = {
  save: 'Guardar',
  execute: 'Ejecutar el flujo',
  tryTask: 'Guardar y ejecutar sola la tarea del cursor',
  follow: 'Ir al flujo o archivo que se nombra aquí',
  larger: 'Letra más grande',
  smaller: 'Letra más pequeña',
  usual: 'Letra de tamaño normal',
  foldTexts: 'Plegar o desplegar textos de varias líneas',
}

import type { Section } from '../shape'

export const toolServers: Section<'toolServers'> = {
  title: 'Servidores de herramientas',
  create: 'Nuevo servidor de herramientas',
  edit: 'Cambiar {id}',
  about:
    'Los modelos de lenguaje ven los flujos de un servidor como herramientas. Un flujo se ofrece con un disparador de tipo McpToolTrigger que nombra el servidor.',
  id: 'Identificador',
  idHint: 'Letras, cifras, - y _, 100 como máximo.',
  description: 'Descripción',
  instructions: 'Instrucciones',
  instructionsHint: 'Lo que un modelo de lenguaje debe saber antes de elegir una herramienta.',
  reach: 'Quién puede llegar',
  address: 'Dirección',
  copy: 'Copiar la dirección de {id}',
  tools: 'Herramientas',
  show: 'Mostrar',
  toolsOf: 'Herramientas de {id}',
  noTools: 'Ningún flujo tiene un disparador para este servidor.',
  off: 'apagado',
  on: 'Activo',
  onOf: 'Ofrecer las herramientas de {id}',
  saved: '{id} guardado',
  notSaved: 'El servidor no se cambió',
  delete: 'Eliminar {id}',
  deleteText:
    'Los modelos de lenguaje ya no llegan a él. Los flujos quedan, y sus disparadores nombran un servidor que no existe.',
  deleted: '{id} eliminado',
  reaches: { PRIVATE: 'Quien ha iniciado sesión', PUBLIC: 'Todos' },
}

import type { Section } from '../shape'

export const playground: Section<'playground'> = {
  title: 'Área de pruebas',
  open: 'Abrir en el área de pruebas',
  about:
    'Estas ejecuciones no salen en la lista. Usan la última revisión del flujo; las tareas anteriores a la que ejecuta no se repiten.',
  edit: 'Editar el flujo',
  runAll: 'Ejecutar todo',
  runTask: 'Ejecutar solo {task}',
  runFrom: 'Ejecutar desde {task}',
  alone: 'Sola',
  from: 'Ejecutar desde',
  breakpoint: 'Parar antes de {task}',
  stop: 'Parar antes de',
  execution: 'Valores de',
  run: '{date} {state} {id}',
  playgroundRun: '{date} {state} {id}, área de pruebas',
  goOn: 'Continuar',
  step: 'Tarea siguiente',
  kill: 'Detener',
  showExecution: 'Abrir la ejecución',
  task: 'Tarea',
  state: 'Estado',
  duration: 'Duración',
  outputs: 'Salidas de {task}',
  pick: 'Elija una tarea para ver lo que dio y para poner otras salidas en su lugar.',
  pinned: 'fijadas',
  pin: 'Fijar estas salidas',
  unpin: 'Usar las registradas',
  pinHint:
    'Las salidas fijadas sustituyen a las de esta tarea cuando está antes de la tarea que ejecuta.',
  wrongJson: 'Esto no es un objeto JSON: {reason}',
  notRecorded:
    '{task} no se ejecutó en esta ejecución. Ejecute todo una vez o tome los valores de otra.',
  notStarted: 'No se inició la ejecución',
  notResumed: 'La ejecución no continuó',
  notKilled: 'No se detuvo la ejecución',
  emptyTitle: 'Este flujo aún no se ha ejecutado',
  emptyText:
    'El área de pruebas ejecuta tareas sueltas con las salidas registradas antes. Ejecute el flujo una vez; luego ábralo aquí.',
  toFlow: 'Ir al flujo',
}

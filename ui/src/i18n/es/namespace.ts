import type { Section } from '../shape'

export const namespace: Section<'namespace'> = {
  label: 'Partes del espacio de nombres',
  tabs: {
    overview: 'Resumen',
    flows: 'Flujos',
    executions: 'Ejecuciones',
    dependencies: 'Dependencias',
    files: 'Archivos',
    kv: 'Clave-valor',
    secrets: 'Secretos',
    credentials: 'Credenciales',
    'reusable-inputs': 'Entradas reutilizables',
    variables: 'Variables',
    'plugin-defaults': 'Valores de plugins',
    edit: 'Editar',
    'audit-logs': 'Registro de auditoría',
  },
  others: 'Otros espacios de nombres',
  newFlow: 'Flujo nuevo aquí',
  noKeys: 'Aún no hay claves. Guardan valores pequeños que los flujos comparten y cambian.',
  allKeys: 'Las {n} claves',
  noSecrets: 'Aún no hay secretos. Son contraseñas y tokens que ninguna página muestra.',
  allSecrets: 'Los {n} secretos',
  files: {
    usedBy: 'Usado por',
    copyRead: 'Copiar read(…)',
    revisions: 'Revisiones',
    revisionsOf: 'Revisiones de {path}',
    revision: 'Revisión',
    oneRevision:
      'De momento hay un contenido. Cada uno que se sustituye se guarda y se compara aquí.',
    diff: 'Revisión {n} y lo que está abierto',
    restore: 'Tomar el contenido anterior',
    restoreText: 'Se pone en el editor; al guardar se almacena.',
    none: 'Ningún archivo abierto',
    noneText:
      'Los archivos de un espacio de nombres los leen sus flujos: scripts, consultas, plantillas, tablas pequeñas. Elija uno en el árbol, o suelte algunos allí.',
  },
  links: {
    label: 'Flujos de {name} y lo que inician',
    none: 'Ningún flujo de aquí inicia otro',
    noneText:
      'Una tarea Subflow inicia otro flujo, y un disparador Flow inicia un flujo cuando otro termina. Ambos se dibujan aquí.',
  },
  inherited: 'De los espacios de nombres superiores',
  variables: {
    label: 'Variables como YAML',
    about:
      'Se guardan con el espacio de nombres para el autocompletado y para clientes de la API. Las expresiones no las leen: un flujo declara sus propias variables.',
    noMap: 'Las variables asignan valores a nombres.',
    saved: 'Variables guardadas',
    notSaved: 'No se guardaron las variables',
    uses: 'Variables y los flujos que las nombran',
    name: 'Variable',
    used: 'Nombrada por',
  },
  defaults: {
    label: 'Valores de plugins como YAML',
    about:
      'Se guardan con el espacio de nombres para clientes de la API. Las tareas toman los valores de su flujo y de la configuración del servidor.',
    noList: 'Los valores de plugins son una lista, cada uno con un tipo y sus valores.',
    noType: 'El elemento {n} no tiene tipo.',
    noValues: 'Los valores del elemento {n} no asignan valores a propiedades.',
    saved: 'Valores de plugins guardados',
    notSaved: 'No se guardaron los valores de plugins',
  },
  edit: {
    description: 'Descripción',
    hint: 'Markdown. Se muestra en la lista y en el resumen.',
    save: 'Guardar la descripción',
    saved: 'Descripción guardada',
    notSaved: 'No se guardó la descripción',
    delete: 'Eliminar la descripción…',
    deleteTitle: '¿Eliminar lo que se dice de {name}?',
    deleteText:
      'Se eliminan su descripción, variables y valores de plugins. Sus flujos, archivos, claves y secretos permanecen.',
    deleteButton: 'Eliminar',
    deleted: 'Ya no se dice nada de {name}',
    notDeleted: 'No se eliminó nada',
    nothing: 'Aún no se dice nada de este espacio de nombres.',
  },
}

/** What of the documentation belongs to a screen. */
export interface DocPlace {
  path: string
  anchor: string
}

const START: DocPlace = { path: 'operating', anchor: '' }

/** By the name of the route. */
const PLACES: Record<string, DocPlace> = {
  execution: { path: 'states', anchor: '' },
  executions: { path: 'states', anchor: '' },
  flow: { path: 'expressions', anchor: '' },
  newFlow: { path: 'expressions', anchor: '' },
  plugins: { path: 'plugins', anchor: '' },
  pluginGroup: { path: 'plugins', anchor: '' },
  plugin: { path: 'plugins', anchor: '' },
  home: { path: 'glossary', anchor: 'what-users-see' },
  flows: { path: 'glossary', anchor: 'what-users-see' },
}

export function docsOfRoute(name: unknown): DocPlace {
  return PLACES[String(name)] ?? START
}

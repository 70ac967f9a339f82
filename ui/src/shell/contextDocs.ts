/** What of the documentation belongs to a screen, a dialog or an error. */
import type { ApiError } from '@/api/error'

export interface DocPlace {
  path: string
  anchor: string
}

/** Sections that pages lead to, by what they are about. Each has its name among the texts. */
export const TOPICS = {
  audit: { path: 'audit', anchor: '' },
  charts: { path: 'compat', anchor: 'charts-and-their-data' },
  commands: { path: 'operating', anchor: 'from-the-command-line' },
  credentials: { path: 'secrets', anchor: 'credentials' },
  expressions: { path: 'expressions', anchor: '' },
  keys: { path: 'expressions', anchor: 'kv' },
  moving: { path: 'migrating', anchor: 'from-kestra' },
  pages: { path: 'operating', anchor: 'the-pages' },
  plugins: { path: 'plugins', anchor: 'families' },
  secrets: { path: 'secrets', anchor: '' },
  secretKey: { path: 'secrets', anchor: 'the-key' },
  servers: { path: 'operating', anchor: 'postgresql-and-many-servers' },
  signIn: { path: 'operating', anchor: 'basic-authentication' },
  states: { path: 'states', anchor: 'execution' },
  terms: { path: 'glossary', anchor: 'what-users-see' },
  triggers: { path: 'states', anchor: 'trigger-state' },
  trouble: { path: 'operating', anchor: 'when-something-is-wrong' },
  types: { path: 'compat', anchor: 'plugin-types' },
  watching: { path: 'operating', anchor: 'watch' },
} as const satisfies Record<string, DocPlace>

export type Topic = keyof typeof TOPICS

const START: DocPlace = { path: 'operating', anchor: '' }

/** By the name of the route. */
const OF_ROUTES: Record<string, Topic> = {
  access: 'signIn',
  audit: 'audit',
  blueprint: 'terms',
  blueprints: 'terms',
  calendar: 'triggers',
  compare: 'states',
  concurrency: 'states',
  console: 'expressions',
  credentials: 'credentials',
  dashboard: 'charts',
  editDashboard: 'charts',
  errors: 'states',
  execution: 'states',
  executions: 'states',
  flow: 'expressions',
  flows: 'terms',
  home: 'terms',
  keys: 'keys',
  late: 'triggers',
  namespace: 'terms',
  namespaces: 'terms',
  newDashboard: 'charts',
  newFlow: 'expressions',
  playground: 'expressions',
  plugin: 'plugins',
  pluginGroup: 'plugins',
  plugins: 'plugins',
  preferences: 'pages',
  profile: 'signIn',
  secrets: 'secrets',
  sourceSearch: 'terms',
  system: 'watching',
  taskRuns: 'states',
  tokens: 'commands',
  triggers: 'triggers',
  workers: 'servers',
}

export function docsOfRoute(name: unknown): DocPlace {
  const topic = OF_ROUTES[String(name)]
  return topic ? TOPICS[topic] : START
}

/** What helps whoever reads an error; nothing where its own text says what to do. */
export function topicOfError({ isForbidden, isLost, status }: ApiError): Topic | undefined {
  if (isForbidden) return 'signIn'
  return isLost || status >= 500 ? 'trouble' : undefined
}

/** The page of the documentation with the section. */
export function docsRoute(topic: Topic) {
  const { path, anchor } = TOPICS[topic]
  return { name: 'docs', params: { path }, hash: anchor && `#${anchor}` }
}

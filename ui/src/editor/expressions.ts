/** Expressions in a source: which one the caret is in, and what of the flow may be named there. */
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml'

export interface Suggestion {
  label: string
  detail: string
  kind?: 'variable' | 'function' | 'value' | 'key' | 'file'
  /** Markdown. */
  about?: string
  /** What is written instead of the label; `$0` is where the caret goes. */
  insert?: string
}

export const ROOTS = [
  'outputs',
  'inputs',
  'vars',
  'flow',
  'execution',
  'trigger',
  'task',
  'taskrun',
  'labels',
  'envs',
  'globals',
  'parents',
  'parent',
  'tasks',
  'error',
  'namespace',
] as const

const LOOK_BACK_MAX = 5_000

/** What stands between `{{` and the caret; undefined outside of an expression. */
export function expressionBefore(before: string): string | undefined {
  const near = before.slice(-LOOK_BACK_MAX)
  const open = Math.max(near.lastIndexOf('{{'), near.lastIndexOf('{%'))
  if (open < 0 || /[}%]}/.test(near.slice(open + 2))) return undefined
  return near.slice(open + 2).replace(/^-/, '')
}

export interface ExpressionAt {
  /** With its braces. */
  text: string
  /** From 0, of the first brace. */
  offset: number
}

/** The whole `{{ … }}` around a place of the source. */
export function expressionAt(source: string, offset: number): ExpressionAt | undefined {
  const begin = Math.max(0, offset - LOOK_BACK_MAX)
  for (const found of source.slice(begin, offset + LOOK_BACK_MAX).matchAll(/\{\{[\s\S]*?\}\}/g)) {
    const from = begin + found.index
    if (from <= offset && offset <= from + found[0].length) return { text: found[0], offset: from }
  }
  return undefined
}

const PLAIN: Record<string, readonly string[]> = {
  flow: ['id', 'namespace', 'revision', 'tenantId'],
  execution: ['id', 'startDate', 'originalId', 'state', 'outputs'],
  taskrun: ['id', 'startDate', 'value', 'iteration', 'attemptsCount', 'parentId'],
  task: ['id', 'type'],
  parent: ['taskrun', 'outputs'],
  error: ['taskId', 'message', 'stackTrace'],
}

/**
 * Names that may follow a path such as `outputs.load.` or `vars.a.b.`, as far as the source says.
 * The values of tasks' outputs and of triggers are known by their types only.
 */
export function namesAfter(path: string, source: string): Suggestion[] {
  const [root = '', ...rest] = path.split('.').slice(0, -1)
  if (!path.includes('.')) return ROOTS.map((label) => ({ label, detail: 'variable' }))
  const flow = parseDocument(source, { logLevel: 'silent' }).contents
  if (root === 'vars' && isMap(flow)) return keysOf(flow.get('variables', true), rest)
  if (rest.length) return []
  if (PLAIN[root]) return PLAIN[root].map((label) => ({ label, detail: root }))
  if (!isMap(flow)) return []
  if (root === 'inputs') return idsOf(flow.get('inputs', true))
  if (root === 'outputs' || root === 'tasks') return typesOf(flow).filter(isTask).map(named)
  if (root === 'labels') return keysOf(flow.get('labels', true), [])
  return []
}

export interface TypedName {
  id: string
  type: string
  parent: string
}

/** The dotted types of all triggers of a source. */
export function triggerTypesOf(source: string): string[] {
  return typesOfSource(source)
    .filter((one) => !isTask(one))
    .map(({ type }) => type)
}

/** The type of a task by its id. */
export function typeOfTask(source: string, id: string): string | undefined {
  return typesOfSource(source).find((one) => isTask(one) && one.id === id)?.type
}

function typesOfSource(source: string): TypedName[] {
  const flow = parseDocument(source, { logLevel: 'silent' }).contents
  return isMap(flow) ? typesOf(flow) : []
}

function isTask({ parent }: TypedName): boolean {
  return parent !== 'triggers' && parent !== 'inputs'
}

function named({ id, type }: TypedName): Suggestion {
  return { label: id, detail: type }
}

function idsOf(list: unknown): Suggestion[] {
  if (!isSeq(list)) return []
  return list.items.flatMap((item) => {
    if (!isMap(item)) return []
    const [id, type] = [item.get('id'), item.get('type')]
    const detail = typeof type === 'string' ? type : 'input'
    return typeof id === 'string' ? [{ label: id, detail }] : []
  })
}

/** The keys of a map, or of a map in it. */
function keysOf(map: unknown, path: string[]): Suggestion[] {
  const inner = isMap(map) && path.length ? map.getIn(path, true) : map
  if (!isMap(inner)) return []
  return inner.items.flatMap(({ key, value }) => {
    const detail = isScalar(value) ? String(value.value).slice(0, 40) : ''
    return isScalar(key) ? [{ label: String(key.value), detail }] : []
  })
}

/** All tasks and triggers, those inside of others too. */
function typesOf(map: YAMLMap): TypedName[] {
  return map.items.flatMap(({ key, value }) => {
    if (isMap(value)) return typesOf(value)
    if (!isSeq(value)) return []
    const parent = isScalar(key) ? String(key.value) : ''
    return value.items.flatMap((item) => {
      if (!isMap(item)) return []
      const [id, type] = [item.get('id'), item.get('type')]
      const isTyped = typeof id === 'string' && typeof type === 'string' && type.includes('.')
      return [...(isTyped ? [{ id, type, parent }] : []), ...typesOf(item)]
    })
  })
}

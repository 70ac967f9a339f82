/** What may be written within `{{ }}`: found in the text of the flow and asked of the server. */
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml'

export interface Suggestion {
  label: string
  detail: string
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
  'error',
  'namespace',
] as const

/** The expression that ends at the caret, such as `outputs.lo`; undefined outside of `{{ }}`. */
export function pathBefore(line: string): string | undefined {
  const open = line.lastIndexOf('{{')
  if (open < 0 || line.indexOf('}}', open) >= 0) return undefined
  return /[\w.-]*$/.exec(line.slice(open + 2))?.[0] ?? ''
}

/** Names that may follow a path in this flow: tasks after `outputs.`, inputs, variables, labels. */
export function namesAfter(path: string, source: string): Suggestion[] {
  const parts = path.split('.')
  const [root] = parts
  if (parts.length === 1) return ROOTS.map((label) => ({ label, detail: 'variable' }))
  if (parts.length > 2) return []
  const flow = parseDocument(source, { logLevel: 'silent' }).contents
  if (!isMap(flow)) return []
  if (root === 'inputs') return idsOf(flow.get('inputs', true), 'input')
  if (root === 'outputs' || root === 'tasks') return tasksOf(flow)
  if (root === 'vars') return keysOf(flow.get('variables', true), 'variable')
  if (root === 'labels') return keysOf(flow.get('labels', true), 'label')
  if (root === 'flow') return plain(['id', 'namespace', 'revision', 'tenantId'])
  if (root === 'execution') return plain(['id', 'startDate', 'originalId', 'state', 'outputs'])
  if (root === 'taskrun') return plain(['id', 'startDate', 'value', 'attemptsCount', 'parentId'])
  if (root === 'task') return plain(['id', 'type'])
  if (root === 'trigger')
    return plain(['date', 'next', 'previous', 'body', 'headers', 'parameters'])
  return []
}

function plain(labels: string[]): Suggestion[] {
  return labels.map((label) => ({ label, detail: '' }))
}

function idsOf(list: unknown, detail: string): Suggestion[] {
  if (!isSeq(list)) return []
  return list.items.flatMap((item) => {
    const id = isMap(item) ? item.get('id') : undefined
    return typeof id === 'string' ? [{ label: id, detail }] : []
  })
}

function keysOf(map: unknown, detail: string): Suggestion[] {
  if (!isMap(map)) return []
  return map.items.flatMap(({ key }) =>
    isScalar(key) ? [{ label: String(key.value), detail }] : [],
  )
}

/** All tasks, those inside of others too. */
function tasksOf(map: YAMLMap): Suggestion[] {
  return map.items.flatMap(({ value }) => {
    if (isMap(value)) return tasksOf(value)
    if (!isSeq(value)) return []
    return value.items.flatMap((item) => {
      if (!isMap(item)) return []
      const [id, type] = [item.get('id'), item.get('type')]
      const isTask = typeof id === 'string' && typeof type === 'string' && type.includes('.')
      const own = isTask && !type.includes('.trigger.') ? [{ label: id, detail: type }] : []
      return [...own, ...tasksOf(item)]
    })
  })
}

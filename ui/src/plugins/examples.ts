/** Flows made of the examples of types. */
import type { Example } from './docs'
import type { Kind } from './types'

const LOG = 'io.kestra.plugin.core.log.Log'

/** Whether a flow can begin with an example of the kind. */
export function canBeFlow(kind: Kind | undefined, example?: Example): boolean {
  return example?.isFlow === true || kind === 'tasks' || kind === 'triggers'
}

/** The example as it stands in a flow: properties get their id and type. */
export function written(example: Example, cls: string): string {
  if (example.isFlow || /^type:/m.test(example.code)) return example.code
  return `id: ${idOf(cls)}\ntype: ${cls}\n${example.code}`
}

/** A whole flow with a task or trigger of the type; without an example it has its type only. */
export function flowWith(
  cls: string,
  kind: Kind | undefined,
  example: Example | undefined,
  namespace: string,
): string {
  if (example?.isFlow) return `${example.code}\n`
  const code = example ? written(example, cls) : `id: ${idOf(cls)}\ntype: ${cls}`
  const head = `id: ${idOf(cls)}_example\nnamespace: ${namespace}\n\n`
  if (kind !== 'triggers') return `${head}tasks:\n${asItem(code)}\n`
  const task = `id: hello\ntype: ${LOG}\nmessage: Hello World!`
  return `${head}tasks:\n${asItem(task)}\n\ntriggers:\n${asItem(code)}\n`
}

function asItem(code: string): string {
  return code
    .split('\n')
    .map((line, place) => (place ? line && `    ${line}` : `  - ${line}`))
    .join('\n')
}

/** `HttpRequest` is `http_request`. */
function idOf(cls: string): string {
  const name = cls.split('.').at(-1) ?? cls
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}

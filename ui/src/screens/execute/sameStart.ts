/** One start of a flow in the words of other callers; secrets are named, files too. */
import { basePath } from '@/api/place'
import type { Start } from '@/resources/starts'

/** By the names that they have in every language. */
const TEXTS = { curl, Python: python, CLI: cli, YAML: yaml }
export type StartForm = keyof typeof TEXTS
export const FORMS = Object.keys(TEXTS) as StartForm[]

interface Words {
  start: Start
  inputs: { name: string; value: string | File; isSecret: boolean }[]
}

/** The start as somebody else would ask for it; `isSecret` says it of an input by its id. */
export function startText(
  form: StartForm,
  start: Start,
  isSecret: (name: string) => boolean,
): string {
  const inputs = [...start.form.entries()].map(([name, value]) => ({
    name,
    value,
    isSecret: isSecret(name),
  }))
  return TEXTS[form]({ start, inputs })
}

function curl({ start, inputs }: Words): string {
  const query = new URLSearchParams()
  for (const label of start.labels) query.append('labels', label)
  if (start.revision) query.append('revision', String(start.revision))
  if (start.scheduleDate) query.append('scheduleDate', start.scheduleDate)
  const path = `/api/v1/executions/${start.flow.namespace}/${start.flow.id}`
  const asked = query.toString() ? `?${query.toString()}` : ''
  const parts = [`curl -X POST ${quoted(`${server()}${path}${asked}`)}`]
  for (const { name, value, isSecret } of inputs) {
    if (typeof value !== 'string') parts.push(`-F ${quoted(`${name}=@${value.name}`)}`)
    else if (isSecret) parts.push(`-F "${name}=$SECRET"`)
    else parts.push(`--form-string ${quoted(`${name}=${value}`)}`)
  }
  return parts.join(' \\\n  ')
}

function cli({ start, inputs }: Words): string {
  const parts = [`tiercel flow run ${start.flow.namespace} ${start.flow.id} --no-wait`]
  parts.push(`--server ${quoted(server())}`)
  for (const { name, value, isSecret } of inputs) {
    if (typeof value !== 'string') parts.push(`-i ${quoted(`${name}=@${value.name}`)}`)
    else if (isSecret) parts.push(`-i "${name}=$SECRET"`)
    // What begins so would be a file.
    else parts.push(`-i ${quoted(`${name}=${value.replace(/^@/, '@@')}`)}`)
  }
  for (const label of start.labels) parts.push(`--label ${quoted(label)}`)
  if (start.revision) parts.push(`--revision ${start.revision}`)
  if (start.scheduleDate) parts.push(`--schedule-date ${quoted(start.scheduleDate)}`)
  return parts.join(' \\\n  ')
}

function python({ start, inputs }: Words): string {
  const given = inputs.map(({ name, value, isSecret }) => {
    let text = JSON.stringify(value)
    if (typeof value !== 'string') text = `open(${JSON.stringify(value.name)}, "rb").read()`
    else if (isSecret) text = 'os.environ["SECRET"]'
    return `        ${JSON.stringify(name)}: ${text},`
  })
  const rest = [
    ...(given.length ? ['    inputs={', ...given, '    },'] : []),
    ...(start.labels.length ? [`    labels=${JSON.stringify(start.labels)},`] : []),
    ...(start.revision ? [`    revision=${start.revision},`] : []),
    ...(start.scheduleDate ? [`    schedule_date=${JSON.stringify(start.scheduleDate)},`] : []),
  ]
  return [
    'import os',
    '',
    'from kestrapy import KestraClient',
    '',
    'client = KestraClient(',
    `    host=${JSON.stringify(server())}, token=os.environ.get("KESTRA_API_TOKEN")`,
    ')',
    'execution = client.executions.create_execution(',
    `    "main", ${JSON.stringify(start.flow.namespace)}, ${JSON.stringify(start.flow.id)},`,
    ...rest,
    ')',
    'print(execution.id)',
  ].join('\n')
}

/** A task that starts the flow. A text between double quotes is the same in YAML and in JSON. */
function yaml({ start, inputs }: Words): string {
  const lines = [
    `- id: ${start.flow.id}`,
    '  type: io.kestra.plugin.core.flow.Subflow',
    `  namespace: ${start.flow.namespace}`,
    `  flowId: ${start.flow.id}`,
  ]
  if (start.revision) lines.push(`  revision: ${start.revision}`)
  if (inputs.length) lines.push('  inputs:')
  for (const { name, value, isSecret } of inputs) {
    let text = plain(String(value))
    if (typeof value !== 'string') text = `{{ inputs['${name}'] }}`
    else if (isSecret) text = "{{ secret('SECRET') }}"
    lines.push(`    ${JSON.stringify(name)}: ${JSON.stringify(text)}`)
  }
  if (start.labels.length) lines.push('  labels:')
  for (const label of start.labels) {
    const [key = '', ...rest] = label.split(':')
    lines.push(`    ${JSON.stringify(key)}: ${JSON.stringify(plain(rest.join(':')))}`)
  }
  if (start.scheduleDate) lines.push(`  scheduleDate: ${JSON.stringify(start.scheduleDate)}`)
  return lines.join('\n')
}

/** What would be an expression in a task is none here. */
function plain(text: string): string {
  return text.replace(/\{[{%#]/g, (sign) => `{{ '${sign}' }}`)
}

function server(): string {
  return location.origin + basePath
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`
}

/** A schema of a few types, and a long flow with comments everywhere. */
import type { FlowSchema, Property } from '@/editor/flowSchema'

const TASK = { $ref: '#/definitions/io.kestra.core.models.tasks.Task' }
const TRIGGER = { $ref: '#/definitions/io.kestra.core.models.triggers.AbstractTrigger' }
const TASKS: Property = { type: 'array', items: TASK }
const TEXT: Property = { type: 'string' }
export const LOG = 'io.kestra.plugin.core.log.Log'
export const PARALLEL = 'io.kestra.plugin.core.flow.Parallel'
export const DAG = 'io.kestra.plugin.core.flow.Dag'
export const SWITCH = 'io.kestra.plugin.core.flow.Switch'
export const SCHEDULE = 'io.kestra.plugin.core.trigger.Schedule'

function type(name: string, properties: Record<string, Property>, required: string[] = []) {
  const shared = { id: TEXT, description: TEXT, timeout: TEXT }
  return {
    [name]: {
      properties: { type: { const: name }, ...shared, ...properties },
      required: ['id', ...required],
    },
  }
}

export const SCHEMA: FlowSchema = {
  definitions: {
    'io.kestra.core.models.flows.Flow': {
      properties: {
        id: TEXT,
        namespace: TEXT,
        description: TEXT,
        tasks: TASKS,
        errors: TASKS,
        triggers: { type: 'array', items: TRIGGER },
      },
      required: ['id', 'namespace', 'tasks'],
    },
    'io.kestra.core.models.tasks.Task': {
      anyOf: [LOG, PARALLEL, DAG, SWITCH].map((name) => ({ $ref: `#/definitions/${name}` })),
    },
    'io.kestra.core.models.triggers.AbstractTrigger': {
      anyOf: [{ $ref: `#/definitions/${SCHEDULE}` }],
    },
    ...type(LOG, { message: TEXT, level: { type: 'string', enum: ['INFO', 'WARN'] } }, ['message']),
    ...type(PARALLEL, { tasks: TASKS, errors: TASKS, concurrent: { type: 'integer' } }, ['tasks']),
    ...type(
      DAG,
      {
        tasks: {
          type: 'array',
          items: { properties: { task: TASK, dependsOn: { type: 'array', items: TEXT } } },
        },
        errors: TASKS,
      },
      ['tasks'],
    ),
    ...type(SWITCH, {
      value: TEXT,
      cases: { type: 'object', additionalProperties: TASKS },
      defaults: TASKS,
    }),
    ...type(SCHEDULE, { cron: TEXT }, ['cron']),
  },
}

/** As many tasks as asked for, two of ten in a Parallel; `# … of t7` is a comment of task t7. */
export function longFlow(tasks: number): string {
  const lines = ['# of all: the first line', 'id: long', 'namespace: company.edits # of all', '']
  lines.push('tasks: # of all: the tasks')
  for (let number = 0; number < tasks; number += 1) {
    const isInside = number % 10 === 4 || number % 10 === 5
    const indent = isInside ? '      ' : '  '
    if (number % 10 === 4) {
      lines.push('', `  # above of p${number}`, `  - id: p${number}`, `    type: ${PARALLEL}`)
      lines.push('    concurrent: 2', '    tasks:')
    }
    lines.push(...taskLines(number).map((line) => (line ? indent + line : line)))
  }
  lines.push('', '# of all: what starts it', 'triggers:', '  - id: daily', `    type: ${SCHEDULE}`)
  lines.push('    cron: "0 9 * * *" # of daily', '# of all: the last line', '')
  return lines.join('\n')
}

function taskLines(number: number): string[] {
  const id = `t${number}`
  const head = [`# above of ${id}`, `- id: ${id} # id of ${id}`, `  type: ${LOG}`]
  if (number % 5 === 0) return ['', ...head, `  message: "{{ inputs.a }}" # text of ${id}`]
  if (number % 5 === 1) {
    return [...head, '  message: |', '    # no comment', '    two lines', `  # inside of ${id}`]
  }
  if (number % 5 === 2) return [...head, `  message: plain text # text of ${id}`, '  level: INFO']
  if (number % 5 === 3) return [`# above of ${id}`, `- { id: ${id}, type: ${LOG}, message: short }`]
  return [...head, "  message: 'it''s quoted'", '', `  # behind an empty line of ${id}`]
}

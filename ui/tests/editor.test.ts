// What the editor knows of a source: where the caret is, what may be written there, what menus add.
import { describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { complete, targetAt, type Names } from '@/editor/completion'
import { newItem, withAdded, type ItemKind } from '@/editor/edits/additions'
import { applied, editOf, type Edit } from '@/editor/edits/edit'
import { expressionAt, expressionBefore, namesAfter } from '@/editor/expressions'
import { entriesOf, lineOf, parentOf, siblingsOf, typedAt, type Entry } from '@/editor/outline'

const SOURCE = `id: orders
namespace: company.data
inputs:
  - id: day
    type: DATE
variables:
  region: { code: eu }
tasks:
  - id: extract
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - id: fetch
        type: io.kestra.plugin.core.http.Request
        uri: https://acme.example
  - id: script
    type: io.kestra.plugin.scripts.python.Script
    inputFiles:
      - sql/load.sql
    script: |
      type: no.key.Of
      print(1)
    warningOnStdErr: false
  - id: publish
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.marts
    flowId: publish
    inputs:
      day: "{{ inputs.day }}"
triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 9 * * *"
`

function lineWith(text: string, source = SOURCE): number {
  return source.split('\n').findIndex((line) => line.includes(text)) + 1
}

describe('outline', () => {
  it('finds the parent and the siblings of a key', () => {
    const entries = entriesOf(SOURCE)
    const found = entries.filter(({ key }) => key === 'day' || key === 'inputs')
    const [inputs, day] = found.slice(-2) as [Entry, Entry]
    expect(parentOf(entries, day)).toBe(inputs)
    expect(siblingsOf(entries, inputs).map(({ key }) => key)).toEqual([
      'id',
      'type',
      'namespace',
      'flowId',
      'inputs',
    ])
  })

  it('takes no line of a text for a key', () => {
    expect(entriesOf(SOURCE).some(({ value }) => value === 'no.key.Of')).toBe(false)
    expect(typedAt(SOURCE, lineWith('print(1)'))?.id).toBe('script')
    expect(typedAt(SOURCE, lineWith('warningOnStdErr'))?.id).toBe('script')
  })

  it('knows the innermost task and where a task begins', () => {
    expect(typedAt(SOURCE, lineWith('uri:'))?.type).toBe('io.kestra.plugin.core.http.Request')
    expect(typedAt(SOURCE, lineWith('cron:'))?.id).toBe('daily')
    expect(typedAt(SOURCE, 2)).toBeUndefined()
    expect(lineOf(SOURCE, 'fetch')).toBe(lineWith('id: fetch'))
    expect(lineOf(SOURCE, 'day')).toBeUndefined()
  })

  it('knows tasks that are written in one line', () => {
    const source = `id: short
tasks:
  - {id: first, type: a.b.Log, message: "{{ inputs.day }}", level: WARN}
  - id: all
    type: a.b.Dag
    tasks:
      - task: { type: a.b.Return, id: second, format: {{ x }} }
        dependsOn: [first]
  - id: each
    type: a.b.ForEach
    values: [1, {id: no, type: task}]
    tasks: [{id: third, type: a.b.Sleep}, {id: fourth, type: a.b.Fail}]
triggers: [{ id: daily, type: a.b.Schedule }]`
    const line = (text: string) => source.split('\n').findIndex((one) => one.includes(text)) + 1
    for (const id of ['first', 'second', 'third', 'fourth', 'daily']) {
      expect(lineOf(source, id)).toBe(line(`id: ${id}`))
    }
    expect(lineOf(source, 'no')).toBeUndefined()
    expect(typedAt(source, 3)).toEqual({ id: 'first', type: 'a.b.Log', line: 3 })
    expect(typedAt(source, line('second'))?.type).toBe('a.b.Return')
    expect(typedAt(source, line('dependsOn'))?.id).toBe('all')
    expect(typedAt(source, line('values'))?.id).toBe('each')
    expect(typedAt(source, line('fourth'))?.id).toBe('fourth')
    expect(typedAt('tasks:\n  - {id: begun, type: a.b.Log, mess', 2)?.id).toBe('begun')
  })
})

describe('expressions', () => {
  it('are found around the caret, over lines too', () => {
    expect(expressionBefore('a: {{ outputs.lo')).toBe(' outputs.lo')
    expect(expressionBefore('a: {{ x }} b')).toBeUndefined()
    const text = 'a {{ x\n | upper }} b'
    expect(expressionAt(text, 8)).toEqual({ text: '{{ x\n | upper }}', offset: 2 })
    expect(expressionAt(text, 0)).toBeUndefined()
  })

  it('name what the source declares', () => {
    const labels = (path: string) => namesAfter(path, SOURCE).map(({ label }) => label)
    expect(labels('inputs.')).toEqual(['day'])
    expect(labels('outputs.')).toEqual(['extract', 'fetch', 'script', 'publish'])
    expect(labels('vars.')).toEqual(['region'])
    expect(labels('vars.region.')).toEqual(['code'])
    expect(labels('o')).toContain('outputs')
  })
})

const one = (label: string) => Promise.resolve([{ label, detail: '' }])
const NAMES: Names = {
  namespaces: () => one('company.marts'),
  flows: (namespace) => one(`flow of ${namespace}`),
  inputsOf: (namespace, id) =>
    Promise.resolve(['day', `of_${namespace}_${id}`].map((label) => ({ label, detail: '' }))),
  outputsOf: (namespace, id) => one(`output of ${namespace}.${id}`),
  ofType: (type, path) => one([type.split('.').at(-1), ...path].join('.')),
  variables: () => one('variable'),
  keys: (namespace) => one(`key of ${namespace}`),
  secrets: () => one('secret'),
  files: () => one('sql/load.sql'),
  types: (kind) => [
    { name: `a.new.${kind}`, title: 'New', isDeprecated: false },
    { name: `an.old.${kind}`, title: 'Old', isDeprecated: true },
  ],
  functions: () => one('now'),
  filters: () => one('upper'),
}

/** The proposals where `^` stands in the line that replaces another one. */
async function proposals(line: string, mark: string): Promise<string[]> {
  const lines = SOURCE.split('\n')
  const place = lineWith(mark)
  lines[place - 1] = line.replace('^', '')
  const at = { line: place, column: line.indexOf('^') + 1 }
  return (await complete(lines.join('\n'), at, NAMES)).suggestions.map(({ label }) => label)
}

describe('completion', () => {
  it.each([
    ['        uri: "{{ outputs.fetch.^"', 'uri:', ['Request']],
    ['        uri: "{{ outputs.fetch.headers.^"', 'uri:', ['Request.headers']],
    ['        uri: "{{ outputs.publish.outputs.^"', 'uri:', ['output of company.marts.publish']],
    ['        uri: "{{ trigger.^"', 'uri:', ['Schedule']],
    ['        uri: "{{ namespace.^"', 'uri:', ['variable']],
    ['        uri: "{{ inputs.day | ^"', 'uri:', ['upper']],
    [`        uri: "{{ kv('^"`, 'uri:', ['key of company.data']],
    [`        uri: "{{ secret('^"`, 'uri:', ['secret']],
    [`        uri: "{{ read('sql/^"`, 'uri:', ['sql/load.sql']],
    ['      - sq^', '- sql/load.sql', ['sql/load.sql']],
    ['    namespace: ^', 'namespace: company.marts', ['company.marts']],
    ['    flowId: pu^', 'flowId:', ['flow of company.marts']],
    ['      ^', 'day: "{{', ['day', 'of_company.marts_publish']],
    ['    cron: ^', 'cron:', []],
    ['        type: ^', 'type: io.kestra.plugin.core.http.Request', ['a.new.task']],
    ['    type: scr^', 'type: io.kestra.plugin.core.trigger.Schedule', ['a.new.trigger']],
    ['    type: ^', 'type: DATE', []],
  ])('of %s', async (line, mark, expected) => {
    expect(await proposals(line, mark)).toEqual(expected)
  })

  it('proposes roots and functions at the beginning of an expression', async () => {
    const found = await proposals('        uri: "{{ ^ }}"', 'uri:')
    expect(found).toEqual(expect.arrayContaining(['outputs', 'inputs', 'taskrun', 'now']))
  })

  it('leaves out inputs that are given', async () => {
    const source = SOURCE.replace('triggers:', '      \ntriggers:')
    const at = { line: lineWith('triggers:', source) - 1, column: 7 }
    const { suggestions } = await complete(source, at, NAMES)
    expect(suggestions.map(({ label }) => label)).toEqual(['of_company.marts_publish'])
  })
})

describe('targets of F12', () => {
  it('are flows and files', () => {
    const at = (line: number) => targetAt(SOURCE, { line, column: 8 })
    expect(at(lineWith('flowId:'))).toEqual({ flow: { namespace: 'company.marts', id: 'publish' } })
    expect(at(lineWith('- sql/load.sql'))).toEqual({ file: 'sql/load.sql' })
    expect(at(lineWith('cron:'))).toBeUndefined()
    const named = `a: "{{ read('x/y.md') }}"`
    expect(targetAt(named, { line: 1, column: 16 })).toEqual({ file: 'x/y.md' })
  })
})

function edited(source: string, kind: ItemKind): string {
  const edit = editOf(source, (now) => withAdded(now, newItem(kind, 'company.data', 'k1')))
  return applied(source, edit as Edit)
}

describe('edits', () => {
  it('add to a list and keep comments and what follows', () => {
    const source = SOURCE.replace('cron: "0 9 * * *"', 'cron: "0 9 * * *" # at nine') + '# end\n'
    const now = edited(source, 'webhook')
    expect(now).toContain('# at nine\n  - id: webhook\n    type:')
    expect(now).toContain('# end\n')
    const triggers = (parse(now) as { triggers: { id: string }[] }).triggers
    expect(triggers.map(({ id }) => id)).toEqual(['daily', 'webhook'])
  })

  it.each([
    ['id: a', 'id: a\n\n'],
    ['an empty list', 'id: a\ntriggers: []\nlabels: {}\n'],
    ['a list without items', 'id: a\ntriggers:\nlabels: {}\n'],
    ['a flow-style list', 'id: a\ntriggers: [{ id: b, type: c.D }]\n'],
    ['a list at the margin', 'id: a\ntriggers:\n- id: b\n  type: c.D\nlabels: {}\n'],
    ['no end of line', 'id: a\ntriggers:\n  - id: b'],
  ])('add to %s', (_name, source) => {
    for (const kind of ['schedule', 'flow'] as const) {
      const flow = parse(edited(source, kind)) as {
        id: string
        triggers: { type: string }[]
      }
      expect(flow.id).toBe('a')
      expect(flow.triggers.at(-1)?.type).toContain('io.kestra.plugin.core.trigger.')
    }
  })

  it('give an id that is free', () => {
    expect(edited('id: schedule\n', 'schedule')).toContain('- id: schedule_2')
    expect(parse(edited('id: a\n', 'errorHandler'))).toMatchObject({
      errors: [{ id: 'on_error' }],
    })
  })
})

it('asks the server for names of the caret only', async () => {
  const keys = vi.fn(() => one('key'))
  await complete('a: b', { line: 1, column: 5 }, { ...NAMES, keys })
  expect(keys).not.toHaveBeenCalled()
})

import { describe, expect, it } from 'vitest'
import { yamlPieces } from '@/components/yamlPieces'
import { docOf } from '@/plugins/docs'
import { canBeFlow, flowWith, written } from '@/plugins/examples'
import { catalogueOf, KINDS, matching } from '@/plugins/types'

function listed(group: string, tasks: string[], subGroup?: string, title = 'core') {
  const lists = Object.fromEntries(KINDS.map((kind) => [kind, [] as { cls: string }[]]))
  lists.tasks = tasks.map((cls) => ({ cls, title: `Does ${cls}` }))
  return { name: 'core', title, group, subGroup, ...lists } as never
}

describe('catalogueOf', () => {
  const catalogue = catalogueOf([
    listed('a.b.c', ['a.b.c.http.Get', 'a.b.c.Alone', 'a.b.other.x.Far']),
    listed('a.b.c', ['a.b.c.http.Get'], 'a.b.c.http', 'HTTP'),
    listed('a.b.c', ['a.b.other.x.Far'], 'a.b.other.x', 'x'),
  ])

  it('puts each type into one part, the rest into the package', () => {
    expect(catalogue.groups.map(({ id, types }) => [id, types.map(({ name }) => name)])).toEqual([
      ['a.b.c', ['Alone']],
      ['a.b.c.http', ['Get']],
      ['a.b.other.x', ['Far']],
    ])
    expect(catalogue.byName.get('a.b.c.http.Get')?.group.title).toBe('HTTP')
  })

  it('finds types by words of their names and titles', () => {
    expect(matching(catalogue, 'get does').map(({ cls }) => cls)).toEqual(['a.b.c.http.Get'])
    expect(matching(catalogue, 'get far')).toEqual([])
  })
})

describe('docOf', () => {
  const doc = docOf({
    markdown: '',
    schema: {
      properties: {
        title: 'Sends.',
        $deprecated: 'true',
        properties: {
          b: {
            anyOf: [{ type: 'boolean', default: 'false' }, { type: 'string' }],
            $dynamic: true,
          },
          c: { type: 'array', items: { $ref: '#/$defs/x.y.Part' }, minItems: 1 },
          d: { type: 'object', additionalProperties: { type: 'string' } },
          e: { type: 'string', enum: ['UV', 'PIP'], default: { a: 1 } },
          z: { type: 'string', format: 'duration', $required: true },
        },
      } as never,
      definitions: { 'x.y.Part': { properties: { a: { type: 'string' } } as never } },
    },
  })
  const byName = Object.fromEntries(doc.properties.map((one) => [one.name, one]))

  it('has required properties first', () => {
    expect(doc.properties.map(({ name }) => name)).toEqual(['z', 'b', 'c', 'd', 'e'])
    expect(doc.isDeprecated).toBe(true)
  })

  it('names types as people do', () => {
    expect(doc.properties.map(({ type }) => type)).toEqual([
      'duration',
      'boolean',
      'list of Part',
      'map of string',
      'string',
    ])
    expect(byName.c?.refersTo).toBe('x.y.Part')
  })

  it('tells defaults, values and limits', () => {
    expect(byName.b?.defaultText).toBe('false')
    expect(byName.e).toMatchObject({ values: ['UV', 'PIP'], defaultText: '{"a":1}' })
    expect(byName.c?.limits).toEqual(['items ≥ 1'])
    expect(doc.outputs).toEqual([])
  })
})

describe('examples', () => {
  const part = { title: '', code: 'message: hi\nlevel: WARN', isFlow: false }

  it('get their id and type', () => {
    expect(written(part, 'a.b.HttpLog')).toBe(
      'id: http_log\ntype: a.b.HttpLog\nmessage: hi\nlevel: WARN',
    )
    expect(written({ ...part, code: 'id: a\ntype: b' }, 'a.b.C')).toBe('id: a\ntype: b')
  })

  it('become the task or trigger of a flow', () => {
    expect(flowWith('a.b.Log', 'tasks', part, 'x.y')).toBe(
      'id: log_example\nnamespace: x.y\n\ntasks:\n  - id: log\n    type: a.b.Log\n    message: hi\n    level: WARN\n',
    )
    expect(flowWith('a.b.Cron', 'triggers', undefined, 'x')).toMatch(
      /triggers:\n {2}- id: cron\n {4}type: a\.b\.Cron\n$/,
    )
    expect(flowWith('a.b.C', 'charts', { ...part, code: 'id: own', isFlow: true }, 'x')).toBe(
      'id: own\n',
    )
    expect([canBeFlow('tasks'), canBeFlow('charts'), canBeFlow(undefined)]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('yamlPieces', () => {
  it('loses nothing and colours keys, types, texts and expressions', () => {
    const text =
      '# note\nid: a\n  - type: a.b.C\n    n: 5\n    t: "x {{ y }} z"\n\n- true\nplain: {{ a }}'
    const pieces = yamlPieces(text)
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    const looks = Object.fromEntries(pieces.map((piece) => [piece.text.trim(), piece.look]))
    expect(looks).toMatchObject({
      '# note': 'cc',
      id: 'ck',
      'a.b.C': 'ct',
      '5': 'cn',
      '{{ y }}': 'ce',
      true: 'cw',
    })
  })
})

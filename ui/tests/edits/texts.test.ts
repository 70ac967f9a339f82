// What single edits write, and what they leave as it was.
import { describe, expect, it } from 'vitest'
import { applied, editOf, inTurn, type Change } from '@/editor/edits/edit'
import { withItem, withItemMoved, withItemsSwapped, withoutItem } from '@/editor/edits/items'
import { flowRank } from '@/editor/edits/ranks'
import { readSource, type Path, type Source } from '@/editor/edits/source'
import { addInside, addBeside, deletePart } from '@/editor/edits/tasks'
import { withValue, withYaml, without, yamlAt } from '@/editor/edits/values'
import { allParts, partsAround, partsOf, type Part } from '@/editor/flowParts'
import { DAG, LOG, PARALLEL, SCHEMA } from './flow'

function after(text: string, change: Change): string | undefined {
  const edit = editOf(text, change)
  return edit && applied(text, edit)
}

const set =
  (path: Path, value: unknown): Change =>
  (source) =>
    withValue(source, path, value)

describe('a value', () => {
  it.each([
    ['a: 1 # one', 2, 'a: 2 # one'],
    ['a: "x" # one', 'y', 'a: "y" # one'],
    ["a: 'x'", "it's", "a: 'it''s'"],
    ['a: x', '{{ b }}', 'a: "{{ b }}"'],
    ['a: x', 'yes', 'a: "yes"'],
    ['a: &anchor x\nb: *anchor', 'z', 'a: &anchor z\nb: *anchor'],
    ['a: x # one\nb: 1', 'two\nlines', 'a: |- # one\n  two\n  lines\nb: 1'],
    ['a: | # one\n  two\n  lines\nb: 1', 'three\nmore\n', 'a: | # one\n  three\n  more\nb: 1'],
    ['a: # one\n  - x\nb: 1', 'z', 'a: z # one\nb: 1'],
    ['a:\nb: 1', { c: [1] }, 'a:\n  c:\n    - 1\nb: 1'],
    ['a: [x, y] # one', ['z'], 'a: # one\n  - z'],
    ['a: x', 'ends\n\n', 'a: "ends\\n\\n"'],
  ])('of %j is written', (text, value, expected) => {
    expect(after(text, set(['a'], value))).toBe(expected)
  })

  it.each([
    [
      'a:\n  - b: 1\n    c: 2 # two\n',
      ['a', 0, 'd'],
      3,
      'a:\n  - b: 1\n    c: 2 # two\n    d: 3\n',
    ],
    ['a: { b: 1 } # one\n', ['a', 'c', 'd'], 'x', 'a: { b: 1, c: { d: x } } # one\n'],
    ['a: [{b: "1"}]\n', ['a', 0, 'c'], 2, 'a: [{b: "1", c: 2}]\n'],
    ['b: 1', ['a', 'c'], 2, 'b: 1\na:\n  c: 2\n'],
    ['a:\n  - x # one\n  - y\n', ['a', 0], 'z', 'a:\n  - z # one\n  - y\n'],
    ['', ['a'], 1, 'a: 1\n'],
  ])('is put into %j', (text, path, value, expected) => {
    expect(after(text, set(path, value))).toBe(expected)
  })

  it('goes to its place among the keys of a flow', () => {
    const text = 'id: a\nnamespace: b\n\ntasks: []\n'
    const add = (key: string, value: unknown): Change => {
      return (source) => withValue(source, [key], value, flowRank)
    }
    const made = inTurn(add('description', 'Words'), add('errors', [{ id: 'c' }]), add('retry', {}))
    expect(after(text, made)).toBe(
      'id: a\nnamespace: b\ndescription: Words\nretry: {}\n\ntasks: []\n\nerrors:\n  - id: c\n',
    )
  })

  it.each([
    ['a:\n  - b: 1\n    # two\n    c: 2\n', ['a', 0, 'b'], 'a:\n  - # two\n    c: 2\n'],
    ['a:\n  - b: 1\n    c: 2\n', ['a', 0, 'b'], 'a:\n  - c: 2\n'],
    ['a:\n  # of b\n  b: 1\nc: 2\n', ['a', 'b'], 'a: {}\nc: 2\n'],
    ['# of a\na: |\n  x\n\nb: 1\n', ['a'], '# of a\n\nb: 1\n'],
    ['a: { b: 1, c: 2 }\n', ['a', 'b'], 'a: { c: 2 }\n'],
  ])('is taken out of %j', (text, path, expected) => {
    expect(after(text, (source) => without(source, path))).toBe(expected)
  })

  it('is read and written as YAML with its comments', () => {
    const text = 'a:\n  - b:\n      # of c\n      c: 1\n      d: |\n        x\n  - e\n'
    const source = readSource(text) as Source
    expect(yamlAt(source, ['a', 0, 'b'])).toBe('# of c\nc: 1\nd: |\n  x')
    expect(yamlAt(source, ['a', 0, 'b', 'd'])).toBe('|\n  x')
    expect(yamlAt(source, ['a', 0, 'x'])).toBe('')
    const write = (yaml: string) => after(text, (now) => withYaml(now, ['a', 0, 'b'], yaml))
    expect(write('# of f\nf: 2')).toBe('a:\n  - b:\n      # of f\n      f: 2\n  - e\n')
    expect(write('[1, 2]')).toBe('a:\n  - b: [1, 2]\n  - e\n')
    expect(write('|\n  two\n  lines')).toBe('a:\n  - b: |\n      two\n      lines\n  - e\n')
    expect(write('')).toBe('a:\n  - {}\n  - e\n')
    expect(write('f: [')).toBeUndefined()
  })
})

const LIST = 'a:\n  # of b\n  - b: 1\n    # in b\n\n  - c: 2 # two\nd: 1\n'

describe('an item', () => {
  it('is put in, set apart as the others are', () => {
    const add = (place: number) => after(LIST, (source) => withItem(source, ['a'], place, 'e: 3'))
    expect(add(0)).toBe(LIST.replace('  # of b', '  - e: 3\n\n  # of b'))
    expect(add(1)).toBe(LIST.replace('  - c', '  - e: 3\n\n  - c'))
    expect(add(2)).toBe(LIST.replace('d: 1', '\n  - e: 3\nd: 1'))
  })

  it('is taken out with the comments above and inside', () => {
    const remove = (place: number) => after(LIST, (source) => withoutItem(source, ['a'], place))
    expect(remove(0)).toBe('a:\n\n  - c: 2 # two\nd: 1\n')
    expect(remove(1)).toBe('a:\n  # of b\n  - b: 1\n    # in b\n\nd: 1\n')
  })

  it('is moved with them, deeper too', () => {
    const text = 'a:\n  - b: 1\n  # of c\n  - c: |\n      x\n  - d:\n      - e: 1\n'
    const deeper = after(text, (source) => withItemMoved(source, ['a'], 1, ['a', 2, 'd'], 0))
    expect(deeper).toBe(
      'a:\n  - b: 1\n  - d:\n      # of c\n      - c: |\n          x\n      - e: 1\n',
    )
    const inside = after(text, (source) => withItemMoved(source, ['a'], 2, ['a', 2, 'd'], 0))
    expect(inside).toBeUndefined()
  })

  it('is swapped at the end of a text without an end of line', () => {
    const text = 'a:\n  - b: 1\n  - c: 2'
    const now = after(text, (source) => withItemsSwapped(source, [['a'], 0], [['a'], 1]))
    expect(now).toBe('a:\n  - c: 2\n  - b: 1')
  })
})

const FLOW = `id: f
tasks:
  - id: both
    type: ${PARALLEL}
    tasks:
      - id: one
        type: ${LOG}
  - id: dag
    type: ${DAG}
    tasks:
      - task:
          id: two
          type: ${LOG}
`

function partOf(text: string, id: string): Part {
  const branches = partsOf(readSource(text) as Source, SCHEMA)
  return allParts(branches).find((part) => part.id === id) as Part
}

describe('tasks', () => {
  it('are found around a line', () => {
    const branches = partsOf(readSource(FLOW) as Source, SCHEMA)
    expect(partsAround(branches, 7).map(({ id }) => id)).toEqual(['both', 'one'])
    expect(partsAround(branches, 1)).toEqual([])
    expect(branches.map(({ name }) => name)).toEqual(['tasks', 'errors', 'triggers'])
  })

  it('are added beside others, also where each is in a map', () => {
    expect(after(FLOW, addBeside(SCHEMA, LOG, partOf(FLOW, 'two'), 'after'))).toBe(
      `${FLOW}      - task:\n          id: log\n          type: ${LOG}\n`,
    )
  })

  it('begin with a task where one must be inside', () => {
    expect(after('id: f\n', addInside(SCHEMA, DAG, { path: ['tasks'], form: 'list' }))).toBe(
      `id: f
tasks:
  - id: dag
    type: ${DAG}
    tasks:
      - task:
          id: dag_log
          type: ${LOG}
          message: ""
`,
    )
  })

  it('handle the errors of others', () => {
    const branch = { path: ['tasks', 0, 'errors'], form: 'list' } as const
    expect(after(FLOW, addInside(SCHEMA, LOG, branch, PARALLEL))).toContain(
      `        type: ${LOG}\n    errors:\n      - id: log\n        type: ${LOG}\n  - id: dag`,
    )
  })

  it('take their list with them when they are the last', () => {
    expect(after(FLOW, deletePart(partOf(FLOW, 'one')))).not.toContain('tasks:\n      - id')
  })
})

it('lines that end as those of Windows do stay so', () => {
  const text = 'a: 1\r\nb:\r\n  - c: 1\r\n'
  const add = after(text, (source) => withItem(source, ['b'], 1, 'd: 2'))
  expect(add).toBe(`${text}  - d: 2\r\n`)
})

it('a text that is no YAML is left alone', () => {
  expect(editOf('a: [', set(['a'], 1))).toBeUndefined()
  expect(editOf('a: 1', set(['a'], 1))).toEqual({ offset: 4, length: 0, text: '' })
})

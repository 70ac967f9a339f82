// Two hundred edits of a long flow, chosen by a seed: what they say is done, and nothing else.
import { expect, it } from 'vitest'
import { applied, editOf, type Change, type Edit } from '@/editor/edits/edit'
import { readSource, valueAt, type Path, type Source } from '@/editor/edits/source'
import {
  addBeside,
  addInside,
  deletePart,
  itemOf,
  movePart,
  rankIn,
  swapParts,
} from '@/editor/edits/tasks'
import { withValue, without } from '@/editor/edits/values'
import { allParts, partsOf, placeOf, type Branch, type Part } from '@/editor/flowParts'
import { LOG, longFlow, PARALLEL, SCHEMA } from './flow'

const TASKS = 60
const EDITS = 200
const SEED = 1
// It reads sixty tasks a thousand times.
const WAIT_MS_MAX = 240_000

type Data = Record<string, unknown>
interface Step {
  change: Change
  /** What it does to the data. */
  expected: (data: Data) => void
  /** The parts that go, with their comments. */
  gone?: Part[]
}

function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

function at(data: unknown, path: Path): unknown {
  return path.reduce((one, step) => (one as Record<string | number, unknown>)[step], data)
}

function listOf(data: Data, part: Part): unknown[] {
  return at(data, itemOf(part)?.list ?? []) as unknown[]
}

const VALUES = [
  'words',
  '{{ outputs.a.value }}: "both" #no comment',
  'two\nlines',
  'ends with lines\n\n',
  '',
  'yes',
  '12',
  7,
  true,
  ['a', 'b: c'],
  { key: 'value', 'other key': [1] },
]
const KEYS = ['message', 'level', 'description', 'timeout']

function chosen(source: Source, next: (below: number) => number): Step | undefined {
  const branches = partsOf(source, SCHEMA)
  const tasks = allParts(branches).filter(({ kind }) => kind === 'task')
  const pick = <T>(all: readonly T[]): T => all[next(all.length)] as T
  const part = pick(tasks)
  const { branch, index } = placeOf(branches, part) as { branch: Branch; index: number }
  const isInside = (one: Part, outer: Part) => allParts(outer.branches).includes(one)
  switch (next(8)) {
    case 0:
    case 1: {
      const path = [...part.path, pick(KEYS)]
      const value = pick(VALUES)
      return {
        change: (now) => withValue(now, path, value, rankIn(SCHEMA, part.type)),
        expected: (data) => ((at(data, part.path) as Data)[String(path.at(-1))] = value),
      }
    }
    case 2:
      return {
        change: (now) => without(now, [...part.path, 'level']),
        expected: (data) => delete (at(data, part.path) as Data).level,
      }
    case 3: {
      const where = pick(['before', 'after'] as const)
      return {
        change: addBeside(SCHEMA, LOG, part, where),
        expected: (data) => {
          const place = index + (where === 'after' ? 1 : 0)
          listOf(data, part).splice(place, 0, { id: expect.any(String), type: LOG })
        },
      }
    }
    case 4:
      if (part.type !== PARALLEL) return undefined
      return {
        change: addInside(SCHEMA, LOG, { path: [...part.path, 'errors'], form: 'list' }, PARALLEL),
        expected: (data) => {
          const owner = at(data, part.path) as { errors?: unknown[] }
          owner.errors = [...(owner.errors ?? []), { id: expect.any(String), type: LOG }]
        },
      }
    case 5:
      if (branch.parts.length < 2 || tasks.length < 20) return undefined
      return {
        change: deletePart(part),
        expected: (data) => listOf(data, part).splice(index, 1),
        gone: [part, ...allParts(part.branches)],
      }
    case 6: {
      const other = pick(tasks)
      if (part === other || isInside(other, part) || isInside(part, other)) return undefined
      return {
        change: swapParts(part, other),
        expected: (data) => {
          const [one, two] = [at(data, part.path), at(data, other.path)]
          const place = placeOf(branches, other)?.index ?? 0
          listOf(data, part)[index] = two
          listOf(data, other)[place] = one
        },
      }
    }
    default: {
      const target = pick(tasks)
      const to = placeOf(branches, target) as { branch: Branch; index: number }
      const isOut = branch.parts.length < 2 || part === target || isInside(target, part)
      if (isOut) return undefined
      return {
        change: movePart(part, to.branch, to.index),
        expected: (data) => {
          const moved = at(data, part.path)
          const [from, list] = [listOf(data, part), listOf(data, target)]
          const before = at(data, target.path)
          from.splice(index, 1)
          list.splice(list.indexOf(before), 0, moved)
        },
      }
    }
  }
}

function comments(text: string): string[] {
  return [...text.matchAll(/# (?:.* )?of (\w+).*$/gm)].map(([whole]) => whole).sort()
}

it(
  'two hundred edits do what they say, keep the comments, and are undone to the first byte',
  () => {
    const next = random(SEED)
    const first = longFlow(TASKS)
    let text = first
    let source = readSource(text) as Source
    const undo: Edit[] = []
    while (undo.length < EDITS) {
      const step = chosen(source, next)
      if (!step) continue
      const edit = editOf(text, step.change)
      expect(edit, text).toBeDefined()
      const { offset, length, text: put } = edit as Edit
      const now = applied(text, edit as Edit)
      const data = valueAt(source, []) as Data
      step.expected(data)
      source = readSource(now) as Source
      expect(valueAt(source, [])).toEqual(data)
      const gone = new Set(step.gone?.map(({ id }) => id))
      const kept = comments(text).filter((one) => !gone.has(/of (\w+)/.exec(one)?.[1] ?? ''))
      expect(comments(now)).toEqual(kept)
      undo.push({ offset, length: put.length, text: text.slice(offset, offset + length) })
      text = now
    }
    expect(text).not.toBe(first)
    expect(undo.reverse().reduce(applied, text)).toBe(first)
  },
  WAIT_MS_MAX,
)

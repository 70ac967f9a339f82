// Which fields a form has for a type, and how a value is edited.
import { describe, expect, it } from 'vitest'
import {
  controlOf,
  plainControlOf,
  rawOf,
  sectionsOf,
  typedValue,
  type Field,
} from '@/editor/fields'
import type { FlowSchema, Property } from '@/editor/flowSchema'
import { LOG, PARALLEL, SCHEDULE, SCHEMA } from './edits/flow'

const TEXT: Property = { type: 'string' }
const RUNNER = 'acme.Runner'
const OPTIONS = 'acme.Options'
const KNOWN: FlowSchema = {
  definitions: {
    ...SCHEMA.definitions,
    runners: { anyOf: [{ $ref: `#/definitions/${RUNNER}` }] },
    [RUNNER]: { properties: { type: { const: RUNNER }, image: TEXT } },
    [OPTIONS]: { properties: { retries: { type: 'integer' } } },
  },
}

function keys(fields: Field[]): string[] {
  return fields.map(({ key }) => key)
}

describe('sections', () => {
  it('of a task have what it must have first, and what all have where it is used', () => {
    const found = sectionsOf(SCHEMA, ['tasks', 0], { kind: 'task', type: LOG })
    expect(keys(found.main)).toEqual(['id', 'message'])
    expect(keys(found.general)).toEqual(['description', 'timeout', 'level'])
    expect(found.main[1]?.path).toEqual(['tasks', 0, 'message'])
  })

  it('leave out what holds tasks', () => {
    const { main, general } = sectionsOf(SCHEMA, [], { kind: 'task', type: PARALLEL })
    expect(keys([...main, ...general])).not.toContain('tasks')
    expect(keys(general)).toContain('concurrent')
  })

  it('of the flow, of a trigger and of a type that nobody knows', () => {
    expect(keys(sectionsOf(SCHEMA, []).main)).toEqual(['id', 'namespace', 'description'])
    const trigger = sectionsOf(SCHEMA, [], { kind: 'trigger', type: SCHEDULE })
    expect(keys(trigger.main)).toEqual(['id', 'cron'])
    const unknown = sectionsOf(SCHEMA, [], { kind: 'task', type: 'acme.Unknown' })
    expect(unknown).toEqual({ main: [], general: [], advanced: [] })
  })
})

const BOOLEAN: Property = { anyOf: [{ type: 'boolean' }, TEXT] }
const TEXTS: Property = { anyOf: [{ type: 'array', items: TEXT }, TEXT] }
const LABELS: Property = {
  anyOf: [
    { type: 'array', items: { type: 'object', properties: { key: TEXT } } },
    { type: 'object', additionalProperties: TEXT },
  ],
}

describe('a value', () => {
  it.each<[Property, unknown, string]>([
    [TEXT, 'a', 'text'],
    [TEXT, { a: 1 }, 'yaml'],
    [{ type: 'string', format: 'duration' }, 'PT1S', 'line'],
    [{ type: 'integer' }, '7', 'number'],
    [{ type: 'integer' }, '{{ a }}', 'text'],
    [BOOLEAN, undefined, 'switch'],
    [BOOLEAN, '{{ a }}', 'text'],
    [{ type: 'string', enum: ['A'] }, 'A', 'select'],
    [{ type: 'string', enum: ['A'] }, 'B', 'text'],
    [TEXTS, ['a'], 'list'],
    [TEXTS, undefined, 'list'],
    [TEXTS, '{{ a }}', 'text'],
    [TEXTS, [{ a: 1 }], 'yaml'],
    [LABELS, { a: 'b' }, 'map'],
    [LABELS, undefined, 'map'],
    [LABELS, [{ key: 'a' }], 'yaml'],
    [{ $ref: '#/definitions/runners' }, undefined, 'typed'],
    [{ type: 'array', items: { $ref: '#/definitions/runners' } }, [{}], 'typedList'],
    [{ $ref: `#/definitions/${OPTIONS}` }, {}, 'group'],
    [{ type: 'object' }, undefined, 'yaml'],
    [{}, 'a', 'text'],
    [{}, ['a'], 'yaml'],
  ])('%j of %j is edited as %s', (property, value, expected) => {
    expect(controlOf(KNOWN, property, value)).toBe(expected)
  })

  it('can always be written as text', () => {
    expect(rawOf(plainControlOf(KNOWN, BOOLEAN))).toBe('text')
    expect(rawOf(plainControlOf(KNOWN, TEXTS))).toBe('yaml')
  })

  it('is a number only where one is asked for, and nothing when it is empty', () => {
    expect(typedValue('number', '7', false)).toBe(7)
    expect(typedValue('number', '{{ a }}', false)).toBe('{{ a }}')
    expect(typedValue('text', '7', false)).toBe('7')
    expect(typedValue('text', '', false)).toBeUndefined()
    expect(typedValue('text', '', true)).toBe('')
  })
})

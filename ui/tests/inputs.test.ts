// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { controlOf, formOf, heldValue, isKept, type Input } from '@/inputs/input'
import { FORMS, startText } from '@/screens/execute/sameStart'

const input = (type: Input['type'], more: Partial<Input> = {}): Input => ({
  id: 'x',
  type,
  ...more,
})

describe('controls', () => {
  it('show few values at once and many in a list', () => {
    expect(controlOf(input('SELECT', { values: ['a', 'b'] }))).toBe('radio')
    expect(controlOf(input('SELECT', { values: ['a', 'b', 'c', 'd', 'e'] }))).toBe('select')
    expect(controlOf(input('SELECT', { values: ['a', 'b', 'c', 'd', 'e'], isRadio: true }))).toBe(
      'radio',
    )
  })
  it('let what is optional be unset, and what is custom be typed', () => {
    expect(controlOf(input('SELECT', { values: ['a'], required: false }))).toBe('select')
    expect(controlOf(input('SELECT', { values: ['a'], allowCustomValue: true }))).toBe('text')
  })
})

describe('values', () => {
  it('of secrets and files are not kept, nor what is empty', () => {
    expect(isKept(input('STRING'), 'x')).toBe(true)
    expect(isKept(input('ARRAY'), ['x'])).toBe(true)
    for (const value of [undefined, '', []]) expect(isKept(input('STRING'), value)).toBe(false)
    expect(isKept(input('SECRET'), 'x')).toBe(false)
    expect(isKept(input('FILE'), new File([], 'x'))).toBe(false)
  })
  it('of the server fit the controls', () => {
    expect(heldValue(input('INT'), 3)).toBe('3')
    expect(heldValue(input('BOOLEAN'), false)).toBe('false')
    expect(heldValue(input('JSON'), { a: 1 })).toBe('{\n  "a": 1\n}')
    expect(heldValue(input('ARRAY', { itemType: 'INT' }), [1, 2])).toEqual(['1', '2'])
    expect(heldValue(input('STRING'), null)).toBeUndefined()
    expect(heldValue(input('FILE'), 'kestra:///a')).toBeUndefined()
  })
  it('are sent as texts, lists as JSON in the type of their items', () => {
    const inputs: Input[] = [
      { id: 'n', type: 'INT' },
      { id: 'list', type: 'ARRAY', itemType: 'INT' },
      { id: 'flags', type: 'ARRAY', itemType: 'BOOLEAN' },
      { id: 'empty', type: 'STRING' },
    ]
    const form = formOf(inputs, { n: '3', list: ['1', '2'], flags: ['true'], empty: '' })
    expect(Object.fromEntries(form.entries())).toEqual({ n: '3', list: '[1,2]', flags: '[true]' })
  })
  it('of dates and times come back as they were', () => {
    const held = heldValue(input('DATETIME'), '2026-11-27T18:00:00Z') as string
    const form = formOf([input('DATETIME')], { x: held })
    expect(form.get('x')).toBe('2026-11-27T18:00:00.000Z')
  })
})

describe('the same start', () => {
  const form = new FormData()
  form.append('note', "it's {{ here }}")
  form.append('handle', '@me')
  form.append('token', 'hidden')
  form.append('file', new File(['a'], 'a.csv'))
  const flow = { namespace: 'company.team', id: 'hello' }
  const start = {
    flow,
    form,
    labels: ['a:b', 'c:d:e'],
    revision: 2,
    scheduleDate: '2099-01-01T11:00:00.000Z',
  }
  const textOf = (name: (typeof FORMS)[number]) => startText(name, start, (one) => one === 'token')

  it.each(FORMS)('as %s shows no secret', (name) => {
    expect(textOf(name)).not.toContain('hidden')
    expect(textOf(name)).toContain('SECRET')
  })

  it('as curl quotes for the shell', () => {
    const text = textOf('curl')
    expect(text).toContain(`--form-string 'note=it'\\''s {{ here }}'`)
    expect(text).toContain('-F "token=$SECRET"')
    expect(text).toContain("-F 'file=@a.csv'")
    expect(text).toContain('/executions/company.team/hello?labels=a%3Ab')
  })

  it('as a command names files, and texts that begin like one', () => {
    const text = textOf('CLI')
    expect(text).toContain(`-i 'note=it'\\''s {{ here }}'`)
    expect(text).toContain("-i 'handle=@@me'")
    expect(text).toContain("-i 'file=@a.csv'")
    expect(text).toContain("--label 'c:d:e'")
    expect(text).toContain("--revision 2 \\\n  --schedule-date '2099-01-01T11:00:00.000Z'")
  })

  it('as Python reads files and secrets', () => {
    const text = textOf('Python')
    expect(text).toContain('"note": "it\'s {{ here }}",')
    expect(text).toContain('"token": os.environ["SECRET"],')
    expect(text).toContain('"file": open("a.csv", "rb").read(),')
    expect(text).toContain('    revision=2,')
  })

  it('as a task has no expressions but its own', () => {
    const text = textOf('YAML')
    expect(text).toContain(`"note": "it's {{ '{{' }} here }}"`)
    expect(text).toContain(`"token": "{{ secret('SECRET') }}"`)
    expect(text).toContain(`"file": "{{ inputs['file'] }}"`)
    expect(text).toContain('    "c": "d:e"')
  })
})

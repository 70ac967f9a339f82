import { describe, expect, it } from 'vitest'
import { nextProblem, problemsOf, type Problem } from '@/editor/problem'

const found = {
  severity: 'error' as const,
  code: 'unknown-filter',
  message: 'Filter [uper] does not exist.',
  hint: "did you mean 'upper'?",
  path: 'tasks[0].message',
  line: 7,
  column: 30,
  endLine: 7,
  endColumn: 34,
}

describe('problems of a source', () => {
  it('keep place and hint, and name the property', () => {
    expect(problemsOf({ positions: [found] })).toEqual([
      {
        severity: 'error',
        message: 'tasks[0].message: Filter [uper] does not exist.',
        hint: "did you mean 'upper'?",
        line: 7,
        column: 30,
        endLine: 7,
        endColumn: 34,
      },
    ])
  })

  it('name a property once, and none for the whole source', () => {
    const positions = [
      { ...found, path: 'id', message: 'id: must not be null' },
      { ...found, path: '', message: 'Invalid Flow' },
    ]
    expect(problemsOf({ positions }).map(({ message }) => message)).toEqual([
      'id: must not be null',
      'Invalid Flow',
    ])
  })

  it('are none where there are none', () => {
    expect(problemsOf({})).toEqual([])
  })
})

describe('the next problem', () => {
  const at = (line: number, column: number, severity: Problem['severity'] = 'error'): Problem => ({
    severity,
    message: '',
    hint: '',
    line,
    column,
    endLine: line,
    endColumn: column + 1,
  })
  const problems = [at(9, 1), at(4, 8), at(4, 2, 'warning'), at(0, 0, 'info')]

  it.each([
    [1, 1, 4, 2],
    [4, 2, 4, 8],
    [4, 8, 9, 1],
    [9, 1, 4, 2],
  ])('after %i:%i is that at %i:%i', (line, column, nextLine, nextColumn) => {
    const next = nextProblem(problems, { line, column })
    expect([next?.line, next?.column]).toEqual([nextLine, nextColumn])
  })

  it('is none where none has a place', () => {
    expect(nextProblem([at(0, 0)], { line: 1, column: 1 })).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { cellsOf, kindOf, previewOf, ROWS_MAX } from '@/screens/flow-editor/filePreview'

describe('the preview of a file', () => {
  it('is for files with rows', () => {
    expect(kindOf('a/b.CSV')).toBe('csv')
    expect(kindOf('rows.ndjson')).toBe('lines')
    expect(kindOf('load.sql')).toBeUndefined()
  })

  it('reads quoted cells of CSV', () => {
    expect(cellsOf('a,b\r\n"x, ""y""","line\nend"\n\n1,')).toEqual([
      ['a', 'b'],
      ['x, "y"', 'line\nend'],
      ['1', ''],
    ])
  })

  it('finds the separator in the first line', () => {
    expect(cellsOf('a;b\n1,5;2')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ])
    expect(cellsOf('a\tb\n1\t2')[1]).toEqual(['1', '2'])
  })

  it('has the columns of all records', () => {
    expect(previewOf('json', '[{"a": 1}, {"b": {"c": [2]}}, 3]')).toEqual({
      columns: ['a', 'b'],
      rows: [
        ['1', ''],
        ['', '{"c":[2]}'],
        ['', ''],
      ],
      total: 3,
    })
    expect(previewOf('json', '[1, "two"]')).toMatchObject({ columns: [''], rows: [['1'], ['two']] })
  })

  it('says which JSON line cannot be read', () => {
    expect(() => previewOf('lines', '{"a": 1}\n\n{a}')).toThrow(/^3: /)
    expect(previewOf('lines', '{"a": null}\n').rows).toEqual([['null']])
  })

  it('shows the first rows of many', () => {
    const text = Array.from({ length: ROWS_MAX + 2 }, (_, place) => String(place)).join('\n')
    const found = previewOf('lines', text)
    expect([found.rows.length, found.total]).toEqual([ROWS_MAX, ROWS_MAX + 2])
  })
})

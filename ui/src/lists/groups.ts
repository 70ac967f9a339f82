/** Rows of a list put together by what they have in common. */

/** Groups in the order in which their first rows come; rows of a group keep theirs. */
export function grouped<Row>(rows: readonly Row[], nameOf: (row: Row) => string): Row[] {
  const names = [...new Set(rows.map(nameOf))]
  return names.flatMap((name) => rows.filter((row) => nameOf(row) === name))
}

/** What stands over the row at a place if a group begins there: its name and how many it has. */
export function headAt<Row>(
  rows: readonly Row[],
  place: number,
  nameOf: (row: Row) => string,
): { name: string; count: number } | undefined {
  const [before, row] = [rows[place - 1], rows[place]]
  if (row === undefined) return undefined
  const name = nameOf(row)
  if (before !== undefined && nameOf(before) === name) return undefined
  return { name, count: rows.filter((one) => nameOf(one) === name).length }
}

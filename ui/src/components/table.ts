/** A column of a table. Its cells are the slot `cell-<id>`. */
export interface Column {
  id: string
  text: string
  /** The name to sort by in the API; without it the column cannot be sorted. */
  sort?: string
  isRight?: boolean
  /** Takes the rest of the width, on one line. */
  grows?: boolean
  /** Hidden unless the reader asks for it. */
  isOff?: boolean
  /** Hidden on screens narrower than this. */
  from?: 768 | 1024 | 1280 | 1600
}

/** What a click on a head makes of a sort: up, down, none. */
export function nextSort(current: string, field: string): string {
  if (current === `${field}:asc`) return `${field}:desc`
  return current === `${field}:desc` ? '' : `${field}:asc`
}

/** Columns in the order that a reader gave them; those that are new stand where they would. */
export function arranged(columns: readonly Column[], order: readonly string[] = []): Column[] {
  const known = new Map(columns.map((column) => [column.id, column]))
  const made = order.flatMap((id) => known.get(id) ?? [])
  columns.forEach((column, place) => {
    if (!order.includes(column.id)) made.splice(place, 0, column)
  })
  return made
}

/** Ids of the columns that are not shown. */
export function hiddenOf(columns: readonly Column[], kept: readonly string[] | undefined) {
  return kept ?? columns.filter((one) => one.isOff).map((one) => one.id)
}

/** Where the width of a column is kept. */
export function widthKey(table: string, column: string): string {
  return `table.${table}.${column}`
}

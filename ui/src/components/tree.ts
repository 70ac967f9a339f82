/** The keys of a tree whose visible rows are a flat list. */
import { computed, nextTick, ref, toValue, type MaybeRefOrGetter } from 'vue'

export interface TreeRow {
  id: string
  /** From 1. */
  level: number
  /** Undefined for one that cannot be opened. */
  isOpen?: boolean
}

export interface PlaceAmongSiblings {
  /** From 1. */
  at: number
  of: number
}

const TYPED_MS = 700

/** Where each row is among those below the same parent, which may not all be in the document. */
export function placesAmongSiblings(rows: readonly TreeRow[]): PlaceAmongSiblings[] {
  const places: PlaceAmongSiblings[] = []
  const groups: PlaceAmongSiblings[][] = []
  const close = (level: number): void => {
    for (const group of groups.splice(level)) for (const place of group) place.of = group.length
  }
  for (const { level } of rows) {
    close(level)
    const group = (groups[level - 1] ??= [])
    const place = { at: group.length + 1, of: 0 }
    group.push(place)
    places.push(place)
  }
  close(0)
  return places
}

/**
 * The row that has the focus, and what keys do: arrows move, open and close, Home and End go to
 * the ends, letters jump to the next row whose text begins with them, Enter and space choose.
 */
export function useTree<R extends TreeRow>(
  rows: MaybeRefOrGetter<readonly R[]>,
  {
    toggle,
    choose,
    textOf,
    focus,
  }: {
    toggle: (row: R) => void
    choose: (row: R) => void
    textOf: (row: R) => string
    /** Put the focus on the element of a row. */
    focus: (id: string) => void
  },
) {
  const asked = ref<string>()
  const current = computed(() => {
    const all = toValue(rows)
    return (all.find((row) => row.id === asked.value) ?? all[0])?.id
  })
  let typed = ''
  let typedAt = 0

  function go(row: R | undefined): void {
    if (!row) return
    asked.value = row.id
    void nextTick(() => focus(row.id))
  }

  function parentOf(place: number): R | undefined {
    const all = toValue(rows)
    const level = all[place]?.level ?? 1
    return all.slice(0, place).findLast((row) => row.level < level)
  }

  function find(event: KeyboardEvent, place: number): R | undefined {
    typed = event.timeStamp - typedAt < TYPED_MS ? typed + event.key : event.key
    typedAt = event.timeStamp
    const all = toValue(rows)
    const from = typed.length > 1 ? place : place + 1
    const low = typed.toLowerCase()
    return [...all.slice(from), ...all.slice(0, from)].find((row) =>
      textOf(row).toLowerCase().startsWith(low),
    )
  }

  function onKey(event: KeyboardEvent): void {
    const all = toValue(rows)
    const place = all.findIndex((row) => row.id === current.value)
    const row = all[place]
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return
    const acts: Record<string, () => void> = {
      ArrowDown: () => go(all[place + 1]),
      ArrowUp: () => go(all[place - 1]),
      Home: () => go(all[0]),
      End: () => go(all.at(-1)),
      ArrowRight: () => (row.isOpen === false ? toggle(row) : row.isOpen && go(all[place + 1])),
      ArrowLeft: () => (row.isOpen ? toggle(row) : go(parentOf(place))),
      Enter: () => choose(row),
      ' ': () => choose(row),
    }
    const act = acts[event.key] ?? (/^\S$/.test(event.key) && (() => go(find(event, place))))
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }

  return { current, onKey, take: (row: R) => (asked.value = row.id) }
}

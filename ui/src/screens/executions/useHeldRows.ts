/** Rows that do not jump while someone reads: new ones wait until they are asked for. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'

interface Options<T> {
  /** What the rows were asked with: another question has rows of its own. */
  question: () => string
  keyOf: (row: T) => string
  /** Whether someone reads below the top. */
  isReading: () => boolean
}

export function useHeldRows<T>(rows: Ref<T[] | undefined>, options: Options<T>) {
  const held = shallowRef<T[]>()
  const fresh = ref(0)
  let asked = ''

  function take(): void {
    held.value = rows.value
    fresh.value = 0
  }

  watch(
    rows,
    (now) => {
      const question = options.question()
      const isSame = question === asked
      asked = question
      if (!now || !held.value || !isSame || !options.isReading()) return take()
      const known = new Map(now.map((row) => [options.keyOf(row), row]))
      const shown = new Set(held.value.map(options.keyOf))
      const added = now.filter((row) => !shown.has(options.keyOf(row))).length
      if (!added) return take()
      held.value = held.value.map((row) => known.get(options.keyOf(row)) ?? row)
      fresh.value = added
    },
    { immediate: true },
  )
  return { rows: computed(() => held.value), fresh, take }
}

/** The state of a form of inputs: values of the reader, and what the server says of them. */
import { useQuery } from '@tanstack/vue-query'
import { computed, reactive, ref, watch, type ComputedRef } from 'vue'
import { formOf, heldValue, isList, type Input, type InputReport, type InputValues } from './input'

const WAIT_MS = 300

/**
 * The inputs as the server reports them: only those that are enabled, with their values or defaults.
 * `check` sends the form and may be asked after each change; `key` names what the form is of.
 */
export function useInputs(
  key: () => readonly unknown[],
  check: (form: FormData, signal: AbortSignal) => Promise<InputReport[]>,
  isEnabled: () => boolean,
) {
  const values = reactive<InputValues>({})
  const touched = reactive(new Set<string>())
  const change = ref(0)
  const asked = ref(0)
  const known = ref<Input[]>([])

  let timer = 0
  watch(change, (now) => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => (asked.value = now), WAIT_MS)
  })
  watch(
    () => JSON.stringify(key()),
    () => {
      touched.clear()
      for (const id of Object.keys(values)) delete values[id]
      known.value = []
    },
  )

  const report = useQuery<InputReport[]>({
    queryKey: ['inputs', computed(key), asked],
    queryFn: ({ signal }) => check(form(), signal),
    enabled: isEnabled,
    // A form is of this moment, and its values may be secret: nothing of it is kept.
    gcTime: 0,
    staleTime: Infinity,
    // Fields stay while the server looks at them, not when the form is of something else.
    placeholderData: (earlier, query) =>
      JSON.stringify(query?.queryKey[1]) === JSON.stringify(key()) ? earlier : undefined,
  })
  watch(
    () => report.data.value,
    (reports) => {
      known.value = reports?.map(({ input }) => input) ?? []
      for (const { input, value } of reports ?? []) {
        // What is not typed by the reader follows the server: defaults may hang on other inputs.
        if (!touched.has(input.id)) values[input.id] = heldValue(input, value)
      }
    },
    { immediate: true },
  )

  const shown: ComputedRef<InputReport[]> = computed(() =>
    (report.data.value ?? []).filter(({ enabled }) => enabled),
  )
  const problems = computed(() => shown.value.filter(({ errors }) => errors.length))

  function form(): FormData {
    const given = Object.fromEntries(
      Object.entries(values).filter(([id]) => touched.has(id)),
    ) as InputValues
    return formOf(known.value, given)
  }

  function set(id: string, value: InputValues[string]): void {
    values[id] = value
    touched.add(id)
    change.value += 1
  }

  /** Values of an earlier run. How many inputs took one. */
  function fill(given: Record<string, unknown>): number {
    let count = 0
    for (const input of known.value) {
      const value = heldValue(input, given[input.id])
      if (value === undefined) continue
      set(input.id, value)
      count += 1
    }
    return count
  }

  return {
    report,
    values,
    touched,
    shown,
    problems,
    /** Whether the answer of the server is of what the form holds now. */
    isSettled: computed(() => change.value === asked.value && !report.isFetching.value),
    form,
    set,
    fill,
    /** Values of a preset, each as a list of texts. */
    fillKept(kept: Record<string, string[]>): void {
      const pairs = known.value.map((input): [string, unknown] => {
        const texts = kept[input.id]
        return [input.id, isList(input) ? texts : texts?.[0]]
      })
      fill(Object.fromEntries(pairs))
    },
  }
}

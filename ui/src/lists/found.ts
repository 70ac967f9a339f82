/** What a call for rows found, as a table shows it. */
import { computed, type ComputedRef, type Ref } from 'vue'

/** A call of `useQuery`, as far as it is shown. */
interface Call<Data> {
  data: Ref<Data | undefined>
  error: Ref<unknown>
  isError: Ref<boolean>
  isPlaceholderData: Ref<boolean>
  refetch: () => unknown
}

/** Properties and events of `DataTable` that say how the call went. */
export interface Shown<Row> {
  rows: Row[] | undefined
  error: unknown
  isStale: boolean
  onRetry: () => void
}

/** What was answered; nothing after a failure, for old rows must not stand under new filters. */
export function useAnswer<Data>({ data, isError }: Pick<Call<Data>, 'data' | 'isError'>) {
  return computed(() => (isError.value ? undefined : data.value))
}

/** Rows of a page, how many there are on all pages, and both for a table. */
export function usePage<Row>(call: Call<{ results: Row[]; total: number }>) {
  const answer = useAnswer(call)
  const rows = computed(() => answer.value?.results)
  return {
    rows,
    total: computed(() => call.data.value?.total ?? 0),
    table: useTable(call, rows),
  }
}

/** How a call went, for a table of `rows`. */
export function useTable<Row>(
  { error, isPlaceholderData, refetch }: Omit<Call<unknown>, 'data' | 'isError'>,
  rows: Readonly<Ref<Row[] | undefined>>,
): ComputedRef<Shown<Row>> {
  return computed(() => ({
    rows: rows.value,
    error: error.value,
    isStale: isPlaceholderData.value,
    onRetry: () => void refetch(),
  }))
}

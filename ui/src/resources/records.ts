/** Calls of lists of records, and calls after which such lists are asked for anew. */
import { useMutation, type QueryKey } from '@tanstack/vue-query'
import { queryClient } from '@/api/queries'

/** A page of a list, and the words to find something by. */
export interface Asked {
  q: string
  page: number
  size: number
}

/** The same as calls take it. */
export function pageQuery({ q, page, size }: Asked) {
  return { page, size, ...(q ? { q } : {}) }
}

/** `keys` are those of the queries that a change may have made old. */
export function useChange<Variables, Answer>(
  keys: readonly QueryKey[],
  mutationFn: (given: Variables) => Promise<Answer>,
) {
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
}

/** The options of a call for one thing. */
export const at = (id: string) => ({ params: { path: { id } } })

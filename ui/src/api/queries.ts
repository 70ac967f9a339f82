/** Server state: caching, retries and refreshing, the same for every resource. */
import { QueryClient } from '@tanstack/vue-query'
import { whenBack } from './connection'
import { ApiError } from './error'

const RETRIES_MAX = 2
// What stands before a server says these while it starts anew; an error of its own stays one.
const PASSING = new Set([502, 503, 504])
const FIRST_REFRESH_MS = 5_000
const REFRESH_MS_MAX = 30_000

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A page that was left a moment ago is shown at once, and asked again.
      staleTime: 2_000,
      // Answers are replaced, never changed: nobody has to follow each value of them.
      shallow: true,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: true,
      refetchIntervalInBackground: false,
      // The banner of the shell tries by itself while there is no connection.
      networkMode: 'always',
      retry: (failures, error) =>
        error instanceof ApiError && PASSING.has(error.status) && failures < RETRIES_MAX,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})

whenBack(() => void queryClient.invalidateQueries())

/** For `refetchInterval`: 5 s to 30 s while something still changes, else not at all. */
export function whileLive<D>(isLive: (data: D) => boolean) {
  return (query: { state: { data: D | undefined; dataUpdateCount: number } }): number | false => {
    const { data, dataUpdateCount } = query.state
    if (data === undefined || !isLive(data)) return false
    return Math.min(FIRST_REFRESH_MS * 1.25 ** Math.max(0, dataUpdateCount - 1), REFRESH_MS_MAX)
  }
}

/** For `refetchInterval`: asks again until the server has looked at all flows. */
export const untilComplete = whileLive(({ isComplete }: { isComplete: boolean }) => !isComplete)

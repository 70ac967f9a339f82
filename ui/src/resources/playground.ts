/** Executions that are only tried out. */
import { useMutation } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import { queryClient } from '@/api/queries'

export interface Trial {
  executionId: string
  /** Where it begins; at the start without it. */
  taskRunId?: string
  /** Ids of tasks. */
  breakpoints: string[]
  /** By the id of a task run, in place of what it gave. */
  outputs: Record<string, Record<string, unknown>>
}

/** Run an execution again in the playground; the answer is the new one. */
export function useTrial() {
  return useMutation({
    mutationFn: ({ executionId, ...body }: Trial) =>
      answer(
        client.POST('/api/v1/executions/{executionId}/actions/playground', {
          params: { path: { executionId } },
          body: body as never,
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['executions'] }),
  })
}

/** Let an execution that stopped at a breakpoint go on, up to others. */
export function useStep() {
  return useMutation({
    mutationFn: ({ executionId, breakpoints }: { executionId: string; breakpoints: string[] }) =>
      answer(
        client.POST('/api/v1/executions/{executionId}/actions/resume-from-breakpoint', {
          params: { path: { executionId }, query: { breakpoints } },
        }),
      ),
  })
}

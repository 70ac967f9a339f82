/** Approvals: what a paused task asks somebody to decide, and the decision. */
import { useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { answer, askFor, client } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { InputReport } from '@/inputs/input'

export const APPROVAL = 'io.kestra.plugin.core.flow.Approval'
export type Decision = 'APPROVE' | 'DENY'

export interface Review {
  taskRunId: string
  decision: Decision
  comment: string
  inputs: FormData
}

const COMMENT_PART = 'kestra_review_comment'

/** Whether whoever looks may decide. */
export function useMayReview(
  id: MaybeRefOrGetter<string>,
  taskRunId: MaybeRefOrGetter<string>,
  isEnabled: MaybeRefOrGetter<boolean>,
) {
  return useQuery({
    queryKey: [
      'execution',
      computed(() => toValue(id)),
      'review',
      computed(() => toValue(taskRunId)),
    ],
    queryFn: async ({ signal }) => {
      const { allowed } = await answer(
        client.GET('/api/v1/executions/{executionId}/actions/review/allowed', {
          params: {
            path: { executionId: toValue(id) },
            query: { taskRunId: toValue(taskRunId) },
          },
          signal,
        }),
      )
      return allowed
    },
    enabled: () => toValue(isEnabled),
  })
}

/** What the server says of the inputs. A comment that is still missing would hide that. */
export async function checkReview(
  id: string,
  taskRunId: string,
  inputs: FormData,
  signal: AbortSignal,
) {
  const path = pathOf(id, { taskRunId, decision: 'APPROVE' }, '/validate')
  const body = copyOf(inputs, '-')
  const response = await askFor(path, { method: 'POST', body, signal })
  return ((await response.json()) as { inputs: InputReport[] }).inputs
}

export function useReview(id: MaybeRefOrGetter<string>) {
  return useMutation({
    mutationFn: async (review: Review) => {
      const body = copyOf(review.inputs, review.comment.trim())
      await askFor(pathOf(toValue(id), review), { method: 'POST', body })
    },
    onSuccess: () => changed(toValue(id)),
  })
}

/** Ask nobody any more: the task run and the execution are cancelled. */
export function useReviewCancel(id: MaybeRefOrGetter<string>) {
  return useMutation({
    mutationFn: (taskRunId: string) =>
      answer(
        client.POST('/api/v1/executions/{executionId}/actions/cancel-approval', {
          params: { path: { executionId: toValue(id) }, query: { taskRunId } },
        }),
      ),
    onSuccess: () => changed(toValue(id)),
  })
}

function changed(id: string): void {
  void queryClient.invalidateQueries({ queryKey: ['executions'] })
  void queryClient.invalidateQueries({ queryKey: ['execution', id] })
}

function pathOf(id: string, ask: Pick<Review, 'taskRunId' | 'decision'>, end = ''): string {
  const query = new URLSearchParams({ taskRunId: ask.taskRunId, decision: ask.decision })
  return `/api/v1/executions/${encodeURIComponent(id)}/actions/review${end}?${query}`
}

function copyOf(inputs: FormData, comment: string): FormData {
  const form = new FormData()
  for (const [name, value] of inputs.entries()) form.append(name, value)
  // A form without a part is not one that servers can read.
  form.append(COMMENT_PART, comment)
  return form
}

/** Starting executions of a flow: the check of its inputs, inputs of earlier ones, the start itself. */
import { useMutation } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import { queryClient } from '@/api/queries'
import type { InputReport } from '@/inputs/input'
import type { FlowId } from './flows'

export interface Start {
  flow: FlowId
  form: FormData
  revision?: number
  labels: string[]
  /** ISO, with its zone; now without it. */
  scheduleDate?: string
}

/** What the server says of each input; those that are off by their conditions too. */
export async function checkInputs(
  { namespace, id }: FlowId,
  revision: number | undefined,
  form: FormData,
  signal: AbortSignal,
): Promise<InputReport[]> {
  const found = await answer(
    client.POST('/api/v1/executions/{namespace}/{id}/validate', {
      params: { path: { namespace, id }, query: { revision } },
      ...multipart(form),
      signal,
    }),
  )
  return found.inputs as InputReport[]
}

export function useStart() {
  return useMutation({
    mutationFn: ({ flow, form, revision, labels, scheduleDate }: Start) =>
      answer(
        client.POST('/api/v1/executions/{namespace}/{id}', {
          params: { path: { ...flow }, query: { labels, revision, scheduleDate } },
          ...multipart(form),
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['executions'] }),
  })
}

/** The inputs of the newest run of a flow; undefined when it never ran. */
export async function lastInputs({ namespace, id }: FlowId) {
  const body = [{ namespace, id }]
  const [run] = await answer(client.POST('/api/v1/executions/latest', { body }))
  return run && inputsOf(run.id)
}

/** The inputs of any execution. */
export async function inputsOf(executionId: string) {
  const execution = await answer(
    client.GET('/api/v1/executions/{executionId}', { params: { path: { executionId } } }),
  )
  return (execution.inputs ?? {}) as Record<string, unknown>
}

/** The typed client sends forms as they are. */
function multipart(form: FormData) {
  return { body: {}, bodySerializer: () => form }
}

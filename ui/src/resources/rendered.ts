/** Texts of a flow as a task run sees them: with the values of their expressions. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { askFor } from '@/api/client'
import type { components } from '@/api/schema'

export type Evaluation = components['schemas']['Evaluation']

/** What a template gives in the scope of an execution, or of one of its task runs. */
export async function evaluate(
  executionId: string,
  template: string,
  taskRunId?: string,
  signal?: AbortSignal,
): Promise<Evaluation> {
  const at = encodeURIComponent(executionId)
  const run = taskRunId ? `/${encodeURIComponent(taskRunId)}` : ''
  const response = await askFor(`/api/v1/executions/${at}/eval${run}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: template,
    signal,
  })
  return (await response.json()) as Evaluation
}

/** The value of a text; one without expressions is its own and is not asked for. */
export function useRendered(
  ask: MaybeRefOrGetter<{ executionId: string; taskRunId?: string; text: string } | undefined>,
) {
  return useQuery({
    queryKey: ['rendered', computed(() => toValue(ask))],
    queryFn: async ({ signal }): Promise<Evaluation> => {
      const { executionId, taskRunId, text } = toValue(ask) ?? { executionId: '', text: '' }
      if (!/\{[{%]/.test(text)) return { result: text }
      return evaluate(executionId, text, taskRunId, signal)
    },
    enabled: () => toValue(ask) !== undefined,
  })
}

/** Starting executions of a flow: the check of its inputs, the start itself, the same as a command. */
import { useMutation } from '@tanstack/vue-query'
import { answer, client } from '@/api/client'
import { basePath } from '@/api/place'
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
  if (!run) return undefined
  const execution = await answer(
    client.GET('/api/v1/executions/{executionId}', { params: { path: { executionId: run.id } } }),
  )
  return (execution.inputs ?? {}) as Record<string, unknown>
}

const QUOTE = /'/g

/** The same start as a command; secrets and files are named, not shown. */
export function curlOf(start: Start, secret: (name: string) => boolean): string {
  const query = new URLSearchParams()
  for (const label of start.labels) query.append('labels', label)
  if (start.revision) query.append('revision', String(start.revision))
  if (start.scheduleDate) query.append('scheduleDate', start.scheduleDate)
  const path = `${basePath}/api/v1/executions/${start.flow.namespace}/${start.flow.id}`
  const asked = query.toString() ? `?${query.toString()}` : ''
  const parts = [`curl -X POST ${quoted(`${location.origin}${path}${asked}`)}`]
  for (const [name, value] of start.form.entries()) {
    if (typeof value !== 'string') parts.push(`-F ${quoted(`${name}=@${value.name}`)}`)
    else if (secret(name)) parts.push(`-F "${name}=$SECRET"`)
    else parts.push(`--form-string ${quoted(`${name}=${value}`)}`)
  }
  return parts.join(' \\\n  ')
}

function quoted(text: string): string {
  return `'${text.replace(QUOTE, `'\\''`)}'`
}

/** The typed client sends forms as they are. */
function multipart(form: FormData) {
  return { body: {}, bodySerializer: () => form }
}

/** The value of the expression under the caret in a real execution, asked for while it changes. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { expressionAt, type ExpressionAt } from '@/editor/expressions'
import { useEvaluate } from '@/resources/execution'
import { useExecutions } from '@/resources/executions'
import type { FlowId } from '@/resources/flows'
import type { Evaluation } from '@/resources/rendered'

export interface Evaluated {
  expression: ExpressionAt
  answer?: Evaluation
  error?: unknown
}

const WAIT_MS = 300
const RUNS_MAX = 20
const NOTE_MAX = 80

export function useExpression(
  flow: FlowId | undefined,
  text: Ref<string>,
  offset: () => number,
  isShown: () => boolean,
) {
  const runs = useExecutions(
    () => ({
      filters: {
        'filters[namespace][EQUALS]': flow?.namespace ?? '',
        'filters[flowId][EQUALS]': flow?.id ?? '',
      },
      page: 1,
      size: RUNS_MAX,
      sort: 'state.startDate:desc',
    }),
    () => flow !== undefined && isShown(),
  )
  const rows = computed(() => runs.data.value?.results ?? [])
  /** Empty for the last one, whichever that is. */
  const chosen = ref('')
  const runId = computed(() => chosen.value || rows.value[0]?.id)
  const expression = computed(() => (isShown() ? expressionAt(text.value, offset()) : undefined))
  const evaluated = shallowRef<Evaluated>()
  const evaluation = useEvaluate(() => runId.value ?? '')
  let timer = 0
  onScopeDispose(() => window.clearTimeout(timer))

  watch(
    () => [expression.value?.text, expression.value?.offset, runId.value] as const,
    () => {
      window.clearTimeout(timer)
      const asked = expression.value
      if (evaluated.value?.expression.offset !== asked?.offset) evaluated.value = undefined
      if (asked && runId.value) timer = window.setTimeout(() => void evaluate(asked), WAIT_MS)
    },
    { immediate: true },
  )

  async function evaluate(asked: ExpressionAt): Promise<void> {
    const given = await evaluation
      .mutateAsync({ template: asked.text })
      .then((answer) => ({ answer }))
      .catch((error: unknown) => ({ error }))
    // Meanwhile the caret may have gone to another one.
    if (expression.value?.text === asked.text) evaluated.value = { expression: asked, ...given }
  }

  /** The value behind its line. */
  const notes = computed(() => {
    const found = evaluated.value
    const value = found?.answer?.result
    if (!found || value === undefined || value === '') return []
    const end = found.expression.offset + found.expression.text.length
    const line = text.value.slice(0, end).split('\n').length
    const flat = value.replace(/\s+/g, ' ')
    return [{ line, text: flat.length > NOTE_MAX ? `${flat.slice(0, NOTE_MAX)}…` : flat }]
  })

  return { rows, runs, chosen, runId, expression, evaluated, notes }
}

/** Where in the source the error of an evaluation is; lines and columns from 1. */
export function placeOf(source: string, { expression, answer }: Evaluated) {
  if (!answer?.line) return undefined
  const before = source.slice(0, expression.offset).split('\n')
  const column = answer.column ?? 1
  const isFirst = answer.line === 1
  const start = (before.at(-1) ?? '').length
  return { line: before.length + answer.line - 1, column: isFirst ? start + column : column }
}

/** The labels of executions in a list, without those that the settings of the server hide. */
import type { ExecutionRow } from '@/resources/executions'
import { useConfiguration } from '@/resources/server'

export function useShownLabels() {
  const { data: configuration } = useConfiguration()
  return (row: ExecutionRow) => {
    const hidden = configuration.value?.hiddenLabelsPrefixes ?? []
    return (row.labels ?? []).filter(
      (label) => !hidden.some((start) => label.key.startsWith(start)),
    )
  }
}

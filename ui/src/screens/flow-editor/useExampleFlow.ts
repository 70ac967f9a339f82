/** The source of a new flow with a task or trigger of a type, as an example of it has them. */
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { docOf } from '@/plugins/docs'
import { flowWith } from '@/plugins/examples'
import { useCatalogue, useTypeDocs } from '@/resources/plugins'

/** Nothing is asked for without a type; the first example unless `place` has another. */
export function useExampleFlow(
  cls: MaybeRefOrGetter<string>,
  place: MaybeRefOrGetter<number>,
  namespace: () => string,
) {
  const docs = useTypeDocs(cls)
  const catalogue = useCatalogue(() => Boolean(toValue(cls)))
  const source = computed(() => {
    const { data: found } = docs
    const kinds = catalogue.data.value
    if (!found.value || !kinds) return undefined
    const examples = docOf(found.value).examples
    const kind = kinds.byName.get(toValue(cls))?.kind
    return flowWith(toValue(cls), kind, examples[toValue(place)], namespace())
  })
  const failed = computed(() => [docs, catalogue].find((asked) => asked.isError.value))
  return {
    source,
    isError: computed(() => failed.value !== undefined),
    error: computed(() => failed.value?.error.value),
    refetch: () => failed.value?.refetch(),
  }
}

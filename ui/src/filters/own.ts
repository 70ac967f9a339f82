/** The filter that most lists begin with. */
import { preferences } from '@/shell/preferences'
import type { Filter } from './filter'

/** The namespace that the reader prefers, with those below it; nothing if there is none. */
export function ownNamespace(): Filter[] {
  const { namespace } = preferences
  return namespace ? [{ field: 'namespace', op: 'PREFIX', values: [namespace] }] : []
}

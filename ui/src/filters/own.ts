/** The filter that most lists begin with. */
import type { RouteLocationNormalizedLoaded } from 'vue-router'
import { preferences } from '@/shell/preferences'
import type { Filter } from './filter'

/** The namespace that the reader prefers, with those below it; nothing if there is none. */
export function ownNamespace(): Filter[] {
  return below(preferences.namespace)
}

/** A namespace with those below it; nothing if it is empty. */
export function below(namespace: string): Filter[] {
  return namespace ? [{ field: 'namespace', op: 'PREFIX', values: [namespace] }] : []
}

/** What home is narrowed to by its address, else by the reader's preference; empty for all. */
export function homeNamespace({ query }: RouteLocationNormalizedLoaded): string {
  return typeof query.namespace === 'string' ? query.namespace : preferences.namespace
}

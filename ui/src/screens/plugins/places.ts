/** Addresses of the pages of plugins. */
import type { RouteLocationRaw } from 'vue-router'
import type { TypeGroup } from '@/plugins/types'

export function groupPlace({ id, owner }: TypeGroup): RouteLocationRaw {
  const params = { group: owner.group, sub: id === owner.group ? '' : id }
  return { name: 'pluginGroup', params }
}

/** The flows whose sources name the type. */
export function usersPlace(cls: string): RouteLocationRaw {
  return { name: 'sourceSearch', query: { q: cls } }
}

// @vitest-environment happy-dom
import { useQuery } from '@tanstack/vue-query'
import { afterEach, expect, it, vi } from 'vitest'
import { effectScope, isProxy, nextTick, watch } from 'vue'
import { queryClient } from '@/api/queries'
import { useFileTree } from '@/screens/flow-editor/useFileTree'

const FILES = vi.hoisted(() => [
  { path: 'a.csv', name: 'a.csv', isFolder: false, bytes: 1 },
  { path: 'b.csv', name: 'b.csv', isFolder: false, bytes: 1 },
])
vi.mock('@/resources/files', () => ({ listFolder: async () => FILES, searchFiles: async () => [] }))

const scope = effectScope()
afterEach(() => queryClient.clear())

it('follows an answer as a whole, and not each of its values', async () => {
  let rows = [{ id: 'one' }]
  const seen: string[] = []
  const found = scope.run(() =>
    useQuery({ queryKey: ['answers'], queryFn: async () => rows }, queryClient),
  )
  if (!found) throw new Error('no scope')
  watch(found.data, (now) => seen.push((now ?? []).map(({ id }) => id).join()))
  await vi.waitFor(() => expect(seen).toEqual(['one']))
  expect(isProxy(found.data.value)).toBe(false)
  rows = [{ id: 'one' }, { id: 'two' }]
  await found.refetch()
  await nextTick()
  expect(seen).toEqual(['one', 'one,two'])
})

it('follows the files of a folder as a whole', async () => {
  const tree = scope.run(() => useFileTree(() => 'company'))
  await vi.waitFor(() => expect(tree?.nodes.value).toHaveLength(2))
  expect(tree?.nodes.value.some(isProxy)).toBe(false)
})

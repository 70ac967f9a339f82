// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef, watch } from 'vue'
import { queryClient } from '@/api/queries'
import { afterAnswers, askedForStream, useAfterPaint, useSlices } from '@/shell/paint'

const SIZE = 8

function keysFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, place) => String(first + place))
}

function sliced(first: readonly string[]) {
  const keys = shallowRef(first)
  const scope = effectScope()
  const counts: number[] = []
  scope.run(() => {
    const drawn = useSlices(() => keys.value, SIZE)
    watch(drawn, (now) => counts.push(now.size), { immediate: true, flush: 'sync' })
  })
  return { keys, counts, end: () => scope.stop() }
}

describe('what follows a paint', () => {
  it('waits until something holds and is painted', async () => {
    const holds = shallowRef(false)
    const scope = effectScope()
    const isPainted = scope.run(() => useAfterPaint(() => holds.value))
    await new Promise((done) => setTimeout(done, 100))
    expect(isPainted?.value).toBe(false)
    holds.value = true
    await nextTick()
    expect(isPainted?.value).toBe(false)
    await vi.waitFor(() => expect(isPainted?.value).toBe(true))
    scope.stop()
  })
})

describe('what follows the answers', () => {
  it('waits until nothing is asked for any more', async () => {
    let isOver = false
    const asked = async (): Promise<boolean> => vi.waitUntil(() => isOver, { timeout: 5_000 })
    void queryClient.fetchQuery({ queryKey: ['paint', 'one'], queryFn: asked })
    const act = vi.fn<() => void>()
    afterAnswers(act)
    await new Promise((done) => setTimeout(done, 50))
    expect(act).not.toHaveBeenCalled()
    isOver = true
    await vi.waitFor(() => expect(act).toHaveBeenCalledOnce())
  })

  it('waits until something of each stream came', async () => {
    const [first, second] = [askedForStream(), askedForStream()]
    const act = vi.fn<() => void>()
    afterAnswers(act)
    first()
    // Whatever it says once more.
    first()
    await new Promise((done) => setTimeout(done, 50))
    expect(act).not.toHaveBeenCalled()
    second()
    await vi.waitFor(() => expect(act).toHaveBeenCalledOnce())
  })

  it('does not wait for ever, nor for nothing', async () => {
    const act = vi.fn<() => void>()
    afterAnswers(act)
    expect(act).toHaveBeenCalledOnce()
    const never = new Promise<number>(() => undefined)
    const asked = queryClient.fetchQuery({ queryKey: ['paint', 'never'], queryFn: () => never })
    afterAnswers(act)
    await vi.waitFor(() => expect(act).toHaveBeenCalledTimes(2), { timeout: 5_000 })
    queryClient.clear()
    await expect(asked).rejects.toThrow()
  })
})

describe('rows that are drawn in slices', () => {
  it('grow after each paint until all are there', async () => {
    const { counts, end } = sliced(keysFrom(0, 20))
    expect(counts).toEqual([8])
    await vi.waitFor(() => expect(counts).toEqual([8, 16, 20]))
    end()
  })

  it('are all drawn at once if they are few', () => {
    const { counts, end } = sliced(keysFrom(0, SIZE))
    expect(counts).toEqual([SIZE])
    end()
  })

  it('keep those that were there when a few new ones come', async () => {
    const { keys, counts, end } = sliced(keysFrom(0, 20))
    await vi.waitFor(() => expect(counts.at(-1)).toBe(20))
    keys.value = [...keysFrom(100, 2), ...keysFrom(0, 20)]
    await nextTick()
    expect(counts.at(-1)).toBe(22)
    keys.value = keysFrom(200, 20)
    await nextTick()
    expect(counts.at(-1)).toBe(SIZE)
    end()
  })

  it('keep those that were there when many new ones come before them', async () => {
    const { keys, counts, end } = sliced(keysFrom(0, 20))
    await vi.waitFor(() => expect(counts.at(-1)).toBe(20))
    keys.value = [...keysFrom(100, 20), ...keysFrom(0, 20)]
    await nextTick()
    expect(counts.at(-1)).toBe(20 + SIZE)
    await vi.waitFor(() => expect(counts.at(-1)).toBe(40))
    end()
  })

  it('draw nothing more once nobody looks', async () => {
    const { counts, end } = sliced(keysFrom(0, 20))
    end()
    await new Promise((done) => setTimeout(done, 100))
    expect(counts).toEqual([SIZE])
  })
})

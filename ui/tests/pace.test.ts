// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { Pace } from '@/shell/pace'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** What is drawn, each time for so many milliseconds; when each drawing began. */
function drawing(ms: number) {
  const begun: number[] = []
  const pace = new Pace(() => {
    begun.push(performance.now())
    vi.advanceTimersByTime(ms)
  })
  const start = performance.now()
  return { pace, begun: () => begun.map((at) => at - start) }
}

/** News every so many milliseconds for a while. */
async function hear(pace: Pace, every: number, during: number): Promise<void> {
  const end = performance.now() + during
  while (performance.now() < end) {
    pace.plan()
    await nextTick()
    vi.advanceTimersByTime(every)
    await nextTick()
  }
}

describe('news', () => {
  it('are drawn at once, and what follows at once a moment later', async () => {
    const { pace, begun } = drawing(40)
    await hear(pace, 10, 60)
    vi.advanceTimersByTime(1_000)
    expect(begun()).toEqual([0, 90])
  })

  it('that never end take a quarter of the time', async () => {
    const { pace, begun } = drawing(100)
    await hear(pace, 10, 20_000)
    const busy = (100 * begun().length) / 20_000
    expect(busy).toBeGreaterThan(0.2)
    expect(busy).toBeLessThan(0.27)
  })

  it('are not drawn any more once it has stopped', async () => {
    const { pace, begun } = drawing(40)
    pace.plan()
    await nextTick()
    pace.plan()
    pace.stop()
    vi.advanceTimersByTime(1_000)
    expect(begun()).toEqual([0])
  })
})

/** Layouts from the worker, kept by what they are of. */
import { onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { Direction, Layout } from './layout'
import type { GraphModel } from './model'

const KEPT_MAX = 20
const known = new Map<string, Layout>()
let spare: Worker | undefined

/** Begin to load a worker: what is to be laid out is still asked for. */
export function prepareLayout(): void {
  spare ??= begun()
}

function begun(): Worker {
  return new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' })
}

export function useLayout(
  model: MaybeRefOrGetter<GraphModel | undefined>,
  direction: MaybeRefOrGetter<Direction>,
) {
  const layout = shallowRef<Layout>()
  let asked = 0
  const keys = new Map<number, string>()

  function start(): Worker {
    const made = spare ?? begun()
    spare = undefined
    made.onmessage = ({ data }: MessageEvent<{ id: number; layout: Layout }>) => {
      const key = keys.get(data.id)
      keys.delete(data.id)
      if (key !== undefined) {
        if (known.size >= KEPT_MAX) known.delete([...known.keys()][0] ?? '')
        known.set(key, data.layout)
      }
      if (data.id === asked) layout.value = data.layout
    }
    return made
  }

  // It begins while the graph is still asked for.
  const worker = start()
  watch(
    () => [toValue(model), toValue(direction)] as const,
    ([now, to]) => {
      if (!now) return
      const key = JSON.stringify([now, to])
      asked += 1
      const found = known.get(key)
      if (found) {
        layout.value = found
        return
      }
      keys.set(asked, key)
      worker.postMessage({ id: asked, model: JSON.parse(JSON.stringify(now)), direction: to })
    },
    { immediate: true },
  )
  onScopeDispose(() => worker.terminate())
  return layout
}

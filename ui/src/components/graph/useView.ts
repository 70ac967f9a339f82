/** What of a graph is seen, and what moves it. */
import { useVueFlow } from '@vue-flow/core'
import { computed, nextTick, watch, type Ref } from 'vue'
import type { Box, Layout } from './layout'
import { centredOn, clamped, firstView, isReadable, showing, sightOf, wholeOf } from './view'

interface Asked {
  /** The node that it begins with if not all of it can be read. */
  focus: () => string | undefined
  /** The node that is chosen. */
  selected: () => string | undefined
  isHidden: () => boolean
}

export function useView(layout: Readonly<Ref<Layout | undefined>>, asked: Asked) {
  const { dimensions, viewport, setViewport, zoomIn, zoomOut, onPaneReady } = useVueFlow()
  const boxes = computed(() => Object.values(layout.value ?? {}))
  let hasBegun = false
  // What has got the focus is in sight already.
  let isShown = false

  function fit(): void {
    if (boxes.value.length) void setViewport(wholeOf(boxes.value, dimensions.value))
  }

  /** At its first sight from the beginning, later where it was, unless all of it can be read. */
  function settle(): void {
    const pane = dimensions.value
    const [first] = boxes.value
    if (!first || !pane.width || !pane.height) return
    const begin = firstView(boxes.value, pane, boxOf(asked.focus()) ?? first)
    const isWhole = isReadable(wholeOf(boxes.value, pane))
    if (isWhole || !hasBegun) void setViewport(begin)
    else {
      const kept = clamped(boxes.value, pane, viewport.value)
      const chosen = boxOf(asked.selected())
      void setViewport(chosen ? showing(chosen, pane, kept) : kept)
    }
    hasBegun = !asked.isHidden()
  }

  function boxOf(id: string | undefined): Box | undefined {
    return id === undefined ? undefined : layout.value?.[id]
  }

  function reveal(id: string | undefined): void {
    const box = boxOf(id)
    if (box) void setViewport(showing(box, dimensions.value, viewport.value))
  }

  /** What is reached by the keyboard; what is pressed stays below the pointer. */
  function focused(event: FocusEvent, id: string): void {
    if (!(event.target instanceof Element) || event.target.matches(':active')) return
    reveal(id)
    isShown = true
    // The browser scrolls to it as well, and tells so before the frame after the next.
    requestAnimationFrame(() => requestAnimationFrame(() => (isShown = false)))
  }

  /** Browsers scroll to what is looked for or has the focus: the view moves instead of its frame. */
  function scrolled({ target }: Event): void {
    if (!(target instanceof Element) || !(target.scrollLeft || target.scrollTop)) return
    const { x, y, zoom } = viewport.value
    if (!isShown) void setViewport({ x: x - target.scrollLeft, y: y - target.scrollTop, zoom })
    target.scrollTo(0, 0)
  }

  function moveTo(x: number, y: number): void {
    const point = { x, y, width: 0, height: 0 }
    const view = centredOn(point, dimensions.value, viewport.value.zoom)
    void setViewport(clamped(boxes.value, dimensions.value, view))
  }

  function beginAnew(): void {
    hasBegun = false
  }

  /** The part of the graph that is seen, if that is not all of it. */
  const sight = computed(() => {
    if (!boxes.value.length || isReadable(wholeOf(boxes.value, dimensions.value))) return undefined
    return sightOf(dimensions.value, viewport.value)
  })

  onPaneReady(settle)
  watch(layout, () => void nextTick(settle))
  // What opens beside it may cover what was looked at.
  watch(() => [dimensions.value.width, dimensions.value.height].join(), settle)
  watch(asked.selected, reveal)
  return { fit, focused, scrolled, moveTo, beginAnew, sight, zoomIn, zoomOut }
}

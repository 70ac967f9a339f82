/** What of a graph is seen at first: all of it while it can be read, else a part of it. */
import type { Box } from './layout'

export interface Size {
  width: number
  height: number
}

export interface View {
  x: number
  y: number
  zoom: number
}

/** Below it the names of tasks, 12 pixels at 1, cannot be read. */
const READABLE = 0.8
// At the lower edge the buttons would cover what a long flow ends with.
const BELOW = 52
const AROUND = 24

/** The whole graph, centred, not larger than it is. */
export function wholeOf(boxes: readonly Box[], pane: Size): View {
  const all = around(boxes)
  const room = {
    width: pane.width - 2 * AROUND,
    height: pane.height - AROUND - BELOW,
  }
  const zoom = Math.min(1, room.width / all.width, room.height / all.height)
  return centredOn(all, pane, zoom)
}

/** The whole graph if it can be read so, else what surrounds `focus`. */
export function firstView(boxes: readonly Box[], pane: Size, focus: Box | undefined): View {
  const whole = wholeOf(boxes, pane)
  if (whole.zoom >= READABLE || !focus) return whole
  const all = around(boxes)
  const { x, y } = centredOn(focus, pane, READABLE)
  const centre = centredOn(all, pane, READABLE)
  const scaled = (value: number) => value * READABLE
  return {
    zoom: READABLE,
    x: within(x, centre.x, scaled(all.x), scaled(all.width), pane.width - AROUND),
    y: within(y, centre.y, scaled(all.y), scaled(all.height), pane.height - BELOW),
  }
}

/** No empty room before the first or behind the last; in the middle if all of it has room. */
function within(at: number, centre: number, start: number, length: number, room: number): number {
  if (length <= room - AROUND) return centre
  return Math.min(AROUND - start, Math.max(room - start - length, at))
}

/** The same zoom, moved so that a box is in the middle; the same view if it is seen whole. */
export function showing(box: Box, pane: Size, view: View): View {
  const left = box.x * view.zoom + view.x
  const top = box.y * view.zoom + view.y
  const isSeen =
    left >= 0 &&
    top >= 0 &&
    left + box.width * view.zoom <= pane.width &&
    top + box.height * view.zoom <= pane.height - BELOW
  return isSeen ? view : centredOn(box, pane, view.zoom)
}

function centredOn(box: Box, pane: Size, zoom: number): View {
  return {
    zoom,
    x: pane.width / 2 - (box.x + box.width / 2) * zoom,
    y: (AROUND + pane.height - BELOW) / 2 - (box.y + box.height / 2) * zoom,
  }
}

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((one) => one.x))
  const y = Math.min(...boxes.map((one) => one.y))
  const right = Math.max(...boxes.map((one) => one.x + one.width))
  const bottom = Math.max(...boxes.map((one) => one.y + one.height))
  return { x, y, width: right - x, height: bottom - y }
}

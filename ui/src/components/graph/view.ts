/** What of a graph is seen: all of it while it can be read, else a part of it. */
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

/** The smallest text of a node has 11 pixels at its own size: less cannot be read. */
const READABLE = 1
const AROUND = 24
// At the lower edge the buttons would cover what a long flow ends with.
const BELOW = 52

/** The whole graph, centred, not larger than it is. */
export function wholeOf(boxes: readonly Box[], pane: Size): View {
  const all = around(boxes)
  const room = { width: pane.width - 2 * AROUND, height: pane.height - AROUND - BELOW }
  const zoom = Math.min(1, room.width / all.width, room.height / all.height)
  return centredOn(all, pane, Math.max(zoom, 0))
}

export function isReadable({ zoom }: View): boolean {
  return zoom >= READABLE
}

/** The whole graph if it can be read so, else the part of it with `focus`. */
export function firstView(boxes: readonly Box[], pane: Size, focus: Box): View {
  const whole = wholeOf(boxes, pane)
  return isReadable(whole) ? whole : clamped(boxes, pane, centredOn(focus, pane, READABLE))
}

/** The same zoom, moved if there would be empty room before the first or behind the last. */
export function clamped(boxes: readonly Box[], pane: Size, view: View): View {
  const all = around(boxes)
  const { zoom } = view
  const centre = centredOn(all, pane, zoom)
  return {
    zoom,
    x: within(view.x, centre.x, all.x * zoom, all.width * zoom, pane.width - AROUND),
    y: within(view.y, centre.y, all.y * zoom, all.height * zoom, pane.height - BELOW),
  }
}

function within(at: number, centre: number, start: number, length: number, end: number): number {
  if (length <= end - AROUND) return centre
  return Math.min(AROUND - start, Math.max(end - start - length, at))
}

/** The same zoom, moved so that a box is in the middle; the same view if it is well in sight. */
export function showing(box: Box, pane: Size, view: View): View {
  const left = box.x * view.zoom + view.x
  const top = box.y * view.zoom + view.y
  const isSeen =
    left >= AROUND / 2 &&
    top >= AROUND / 2 &&
    left + box.width * view.zoom <= pane.width - AROUND / 2 &&
    top + box.height * view.zoom <= pane.height - BELOW
  return isSeen ? view : centredOn(box, pane, view.zoom)
}

/** The part of the graph that a view shows, in the measures of the graph. */
export function sightOf(pane: Size, { x, y, zoom }: View): Box {
  return { x: -x / zoom, y: -y / zoom, width: pane.width / zoom, height: pane.height / zoom }
}

/** The view with that point of the graph in the middle, at the same zoom. */
export function centredOn(box: Box, pane: Size, zoom: number): View {
  return {
    zoom,
    x: pane.width / 2 - (box.x + box.width / 2) * zoom,
    y: (AROUND + pane.height - BELOW) / 2 - (box.y + box.height / 2) * zoom,
  }
}

/** The smallest box with all of them in it. */
export function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((one) => one.x))
  const y = Math.min(...boxes.map((one) => one.y))
  const right = Math.max(...boxes.map((one) => one.x + one.width))
  const bottom = Math.max(...boxes.map((one) => one.y + one.height))
  return { x, y, width: right - x, height: bottom - y }
}

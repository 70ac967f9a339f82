/** The shapes of an icon, without the components that it is made of. */
import { isVNode, type Component, type FunctionalComponent, type VNode } from 'vue'

/** The name of an element of SVG and its attributes. */
export type Shape = [string, Record<string, unknown>]

const CONTEXT = { attrs: {}, slots: {}, emit: () => undefined, expose: () => undefined }
const known = new WeakMap<Component, Shape[]>()

/**
 * What is inside the `svg` of an icon of Lucide, which is a function that calls a function. A list
 * has a hundred icons, and two components fewer for each are felt.
 */
export function shapesOf(icon: Component): Shape[] {
  let shapes = known.get(icon)
  if (!shapes) {
    shapes = drawn(icon)
    known.set(icon, shapes)
  }
  return shapes
}

function drawn(icon: Component): Shape[] {
  let found = render(icon as FunctionalComponent, {})
  while (typeof found.type === 'function') {
    found = render(found.type as FunctionalComponent, found.props ?? {})
  }
  const children = Array.isArray(found.children) ? found.children.flat() : []
  return children.filter(isVNode).map((one) => [String(one.type), { ...one.props }])
}

function render(component: FunctionalComponent, props: object): VNode {
  const drawing: unknown = component(props, CONTEXT)
  if (!isVNode(drawing)) throw new Error('an icon draws one element')
  return drawing
}

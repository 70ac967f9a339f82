// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import AppIcon from '@/components/AppIcon.vue'
import { shapesOf } from '@/design/drawing'
import * as icons from '@/design/icons'

describe('icons', () => {
  it.each(Object.entries(icons))('%s is drawn as its library draws it', (_, icon) => {
    const drawn = mount(AppIcon, { props: { of: icon } }).get('svg').element
    const wanted = mount(icon).get('svg').element
    expect(drawn.children.length).toBe(wanted.children.length)
    for (const [place, shape] of [...wanted.children].entries()) {
      expect(drawn.children[place]?.isEqualNode(shape)).toBe(true)
    }
    for (const name of ['viewBox', 'width', 'height', 'fill', 'stroke', 'stroke-width']) {
      expect(drawn.getAttribute(name)).toBe(wanted.getAttribute(name))
    }
  })

  it('are read once', () => {
    expect(shapesOf(icons.HomeIcon)).toBe(shapesOf(icons.HomeIcon))
  })

  it('have a name or are decoration', () => {
    const named = mount(AppIcon, { props: { of: icons.HomeIcon, label: 'Home' } })
    expect(named.get('svg').attributes()).toMatchObject({ role: 'img', 'aria-label': 'Home' })
    const plain = mount(AppIcon, { props: { of: icons.HomeIcon } })
    expect(plain.get('svg').attributes('aria-hidden')).toBe('true')
  })
})

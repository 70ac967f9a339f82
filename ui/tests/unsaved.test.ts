// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { router } from '@/router'
import { question, useUnsaved } from '@/shell/unsaved'

router.addRoute({ path: '/test/:name', component: { render: () => h('p') } })

function editor() {
  const isDirty = ref(true)
  const wrapper = mount(
    defineComponent(() => {
      useUnsaved(isDirty)
      return () => h('p')
    }),
  )
  return { isDirty, wrapper }
}

async function leave(answer: boolean): Promise<string> {
  const going = router.push('/test/there')
  await vi.waitFor(() => expect(question.isAsked).toBe(true))
  question.answer(answer)
  await going
  return router.currentRoute.value.path
}

describe('what is not saved', () => {
  it('keeps its page until one says to leave it', async () => {
    await router.push('/test/here')
    editor()
    expect(await leave(false)).toBe('/test/here')
    expect(await leave(true)).toBe('/test/there')
    expect(question.isAsked).toBe(false)
  })

  it('asks nothing once it is saved or gone, nor for another query of the page', async () => {
    await router.push('/test/here')
    const { isDirty, wrapper } = editor()
    await router.push('/test/here?line=3')
    expect(router.currentRoute.value.query).toEqual({ line: '3' })
    isDirty.value = false
    await router.push('/test/1')
    isDirty.value = true
    wrapper.unmount()
    await router.push('/test/2')
    expect(question.isAsked).toBe(false)
    expect(router.currentRoute.value.path).toBe('/test/2')
  })

  it('keeps the tab open', () => {
    const { isDirty } = editor()
    const ask = () => {
      const event = new Event('beforeunload', { cancelable: true })
      window.dispatchEvent(event)
      return event.defaultPrevented
    }
    expect(ask()).toBe(true)
    isDirty.value = false
    expect(ask()).toBe(false)
  })
})

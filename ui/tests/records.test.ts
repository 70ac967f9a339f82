// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import FormDialog from '@/components/records/FormDialog.vue'
import OwnedTokens from '@/components/records/OwnedTokens.vue'
import IntegrationsTab from '@/screens/access/IntegrationsTab.vue'

const toggle = vi.fn(() => Promise.reject(new Error('refused')))

vi.mock('@/resources/securityIntegrations', () => ({
  useIntegrations: () => ({}),
  useIntegrationCreate: () => ({ isPending: ref(false) }),
  useIntegrationDelete: () => ({ mutateAsync: vi.fn() }),
  useIntegrationSwitch: () => ({ mutateAsync: toggle }),
}))
vi.mock('@/lists/found', async (original) => ({
  ...(await original<object>()),
  usePage: () => ({ table: {}, total: 0 }),
}))

afterEach(() => {
  document.body.replaceChildren()
})

describe('forms that save', () => {
  const dialogStub = defineComponent({
    setup:
      (_, { slots }) =>
      () =>
        h('div', slots.default?.()),
  })

  it.each([false, true])(
    'are sent by the keyboard unless that is under way: %s',
    async (isBusy) => {
      const dialog = mount(FormDialog, {
        props: { open: true, title: 'A', button: 'Save', isReady: true, isBusy },
        global: { stubs: { AppDialog: dialogStub } },
      })
      await dialog.get('form').trigger('submit')
      expect(dialog.emitted('save') ?? []).toHaveLength(isBusy ? 0 : 1)
    },
  )

  it('make one token, however often they are sent', async () => {
    const create = vi.fn(() => new Promise<string>(() => undefined))
    const tokens = mount(OwnedTokens, { props: { tokens: [], create, revoke: vi.fn() } })
    await tokens.get('input').setValue('laptop')
    await tokens.get('form').trigger('submit')
    await tokens.get('form').trigger('submit')
    expect(create).toHaveBeenCalledOnce()
  })
})

it('a switch shows what is kept, also when the change is refused', async () => {
  const row = { id: 'a', name: 'Entra', enabled: true }
  const list = defineComponent({
    setup:
      (_, { slots }) =>
      () =>
        h('div', slots['cell-on']?.({ row })),
  })
  const tab = mount(IntegrationsTab, {
    attachTo: document.body,
    global: { stubs: { RecordList: list, FormDialog: true, IntegrationSheet: true } },
  })
  const field = tab.get<HTMLInputElement>('input').element
  field.click()
  await vi.waitFor(() => expect(toggle).toHaveBeenCalledOnce())
  expect(field.checked).toBe(true)
})

/** Asks before what was typed is lost: another page, or the tab closed. */
import { onScopeDispose, shallowReactive, type Ref } from 'vue'
import { router } from '@/router'

interface Question {
  isAsked: boolean
  answer: (isLeaving: boolean) => void
}

const dirty = new Set<Ref<boolean>>()
export const question = shallowReactive<Question>({ isAsked: false, answer: () => undefined })

/** Guard what a component holds, as long as `isDirty` says that it is not saved. */
export function useUnsaved(isDirty: Ref<boolean>): void {
  dirty.add(isDirty)
  onScopeDispose(() => dirty.delete(isDirty))
}

function isAnyDirty(): boolean {
  return [...dirty].some((one) => one.value)
}

window.addEventListener('beforeunload', (event) => {
  if (isAnyDirty()) event.preventDefault()
})

router.beforeEach((to, from) => {
  // The sign-in keeps the page's address, and drafts survive it.
  if (to.path === from.path || to.name === 'login' || !isAnyDirty()) return true
  return new Promise<boolean>((resolve) => {
    question.isAsked = true
    question.answer = (isLeaving) => {
      question.isAsked = false
      if (isLeaving) dirty.clear()
      resolve(isLeaving)
    }
  })
})

/** What all fields of a form share: the source that they show, and how it is changed. */
import { inject, provide, type InjectionKey, type Ref } from 'vue'
import type { Change } from '@/editor/edits/edit'
import type { Source } from '@/editor/edits/source'
import type { FlowSchema } from '@/editor/flowSchema'

export interface FormContext {
  source: Readonly<Ref<Source>>
  schema: Readonly<Ref<FlowSchema>>
  /** Whether the change was made. */
  change: (made: Change) => boolean
}

const KEY: InjectionKey<FormContext> = Symbol('form')

export function provideForm(context: FormContext): void {
  provide(KEY, context)
}

export function useForm(): FormContext {
  const found = inject(KEY)
  if (!found) throw new Error('A field stands outside of a form.')
  return found
}

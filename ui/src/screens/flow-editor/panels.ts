/** The panels of the flow editor: which are shown, and which one when there is place for one only. */
import { computed, ref, watch } from 'vue'
import {
  CodeIcon,
  DocsIcon,
  ErrorIcon,
  ExpressionIcon,
  FlowIcon,
  FolderIcon,
  FormIcon,
} from '@/design/icons'
import { useWiderThan } from '@/shell/media'
import { preferences } from '@/shell/preferences'

export const PANELS = [
  { id: 'files', icon: FolderIcon },
  { id: 'code', icon: CodeIcon },
  { id: 'problems', icon: ErrorIcon },
  { id: 'form', icon: FormIcon },
  { id: 'graph', icon: FlowIcon },
  { id: 'docs', icon: DocsIcon },
  { id: 'expression', icon: ExpressionIcon },
] as const
export type PanelId = (typeof PANELS)[number]['id']

const WIDE_PX = 1024
const RIGHT = ['form', 'graph', 'docs', 'expression'] as const

/** With `first` in sight, which is alone where there is place for one. */
export function usePanels(first: 'code' | 'form') {
  const isWide = useWiderThan(WIDE_PX)
  const single = ref<PanelId>(first)
  const shown = computed(() => {
    const chosen = isWide.value ? ['code', ...preferences.editorPanels] : [single.value]
    return new Set(chosen as PanelId[])
  })
  /** Those at the right, from above. */
  const right = computed(() => RIGHT.filter((one) => shown.value.has(one)))
  watch(isWide, () => (single.value = first))

  /** Show a panel or hide it; alone where there is place for one. The code stays. */
  function toggle(id: PanelId): void {
    if (!isWide.value) single.value = id
    else if (id !== 'code') {
      const others = preferences.editorPanels.filter((one) => one !== id)
      preferences.editorPanels = shown.value.has(id) ? others : [...others, id]
    }
  }

  function show(id: PanelId): void {
    if (!shown.value.has(id)) toggle(id)
  }

  show(first)
  return { isWide, shown, right, toggle, show }
}

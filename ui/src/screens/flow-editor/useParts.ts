/** The tasks and triggers of the source while it is edited, and what menus do to them. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { MenuItem } from '@/components/menu'
import {
  AscendingIcon,
  CreateIcon,
  DeleteIcon,
  DescendingIcon,
  ErrorBranchIcon,
  LeftIcon,
  RightIcon,
} from '@/design/icons'
import { editOf, type Change, type Edit } from '@/editor/edits/edit'
import { readSource, type Path } from '@/editor/edits/source'
import { addBeside, addInside, deletePart, itemOf, movePart, swapParts } from '@/editor/edits/tasks'
import { allParts, partsAround, partsOf, placeOf, type Branch, type Part } from '@/editor/flowParts'
import type { FlowSchema, Kind } from '@/editor/flowSchema'
import { t } from '@/i18n'
import { tellFailed } from '@/shell/toasts'

/** What the code editor does for others. */
export interface Editor {
  apply: (edit: Edit, isQuiet?: boolean) => void
  putCaret: (line: number) => void
  undo: () => void
  redo: () => void
}

export interface Sources {
  text: Readonly<Ref<string>>
  schema: Readonly<Ref<FlowSchema | undefined>>
  /** The line of the caret, from 1. */
  line: () => number
  editor: Readonly<Ref<Editor | null>>
  /** Whether anything shows them. */
  isNeeded: () => boolean
}

/** A type is looked for; `act` adds a part of it. */
export interface Asked {
  kind: Kind
  title: string
  act: (type: string) => void
}

// A text that is longer is read when nobody types for a moment.
const AT_ONCE_MAX = 20_000
const READ_MS = 300

export function useParts({ text, schema, line, editor, isNeeded }: Sources) {
  const settled = ref(text.value)
  const asked = shallowRef<Asked>()
  /** Undefined while the text is no YAML. */
  const source = computed(() => (isNeeded() ? readSource(settled.value) : undefined))
  const branches = computed(() =>
    source.value && schema.value ? partsOf(source.value, schema.value) : [],
  )
  /** From the outermost part around the caret to the innermost. */
  const around = computed(() => partsAround(branches.value, line()))
  const byId = computed(() => new Map(allParts(branches.value).map((part) => [part.id, part])))

  let timer = 0
  watch(
    text,
    (now) => {
      window.clearTimeout(timer)
      if (now.length <= AT_ONCE_MAX) settled.value = now
      else timer = window.setTimeout(settle, READ_MS)
    },
    { flush: 'sync' },
  )
  onScopeDispose(() => window.clearTimeout(timer))

  function settle(): void {
    window.clearTimeout(timer)
    settled.value = text.value
  }

  /** Change the text as one step that can be undone, then go to the part at `then`. */
  function change(made: Change, then?: Path): boolean {
    // Places of a text that has changed since are not its own.
    const edit = settled.value === text.value ? editOf(text.value, made) : undefined
    if (!edit) {
      tellFailed(t('flowEditor.notChanged'), new Error(t('flowEditor.notChangedWhy')))
      settle()
      return false
    }
    if (edit.length || edit.text) editor.value?.apply(edit, true)
    settle()
    if (then) goTo(then)
    return true
  }

  function goTo(path: Path): void {
    const part = [...byId.value.values()].find((one) => isSame(one.path, path))
    editor.value?.putCaret(part?.line ?? 1)
  }

  function ask(
    kind: Kind,
    title: string,
    add: (type: string, schema: FlowSchema) => Change,
    then: Path,
  ): void {
    const act = (type: string) => {
      if (schema.value) change(add(type, schema.value), then)
    }
    asked.value = { kind, title, act }
  }

  function addTo(branch: Branch, owner?: Part): void {
    const isOne = branch.form === 'single'
    const inside = branch.form === 'nodes' ? ['task'] : []
    const then = isOne ? branch.path : [...branch.path, branch.parts.length, ...inside]
    const title = t('flowEditor.parts.addTo', { name: branch.name })
    ask(branch.kind, title, (type, known) => addInside(known, type, branch, owner?.type), then)
  }

  function besideItems(part: Part): MenuItem[] {
    return (['before', 'after'] as const).map((where) => {
      const text = t(`flowEditor.parts.${where}`, { id: part.id })
      const then = where === 'after' ? neighbour(part.path, 1) : part.path
      const add = (type: string, known: FlowSchema) => addBeside(known, type, part, where)
      const act = () => ask(part.kind, text, add, then)
      return { text, icon: CreateIcon, act, movesFocus: true }
    })
  }

  function insideItems(part: Part): MenuItem[] {
    const open = part.branches.filter(({ form, parts }) => form !== 'single' || !parts.length)
    return open.map((branch) => {
      const isErrors = branch.name === 'errors'
      return {
        text: isErrors
          ? t('flowEditor.add.errorHandler')
          : t('flowEditor.parts.addTo', { name: branch.name }),
        icon: isErrors ? ErrorBranchIcon : CreateIcon,
        act: () => addTo(branch, part),
        movesFocus: true,
      }
    })
  }

  function moveItems({ branch, index }: Place): MenuItem[] {
    const part = branch.parts[index] as Part
    const move = (by: number, text: string, icon: MenuItem['icon']): MenuItem[] => {
      const other = branch.parts[index + by]
      return other ? [{ text, icon, act: () => change(swapParts(part, other), other.path) }] : []
    }
    return [
      ...move(-1, t('flowEditor.parts.up'), AscendingIcon),
      ...move(1, t('flowEditor.parts.down'), DescendingIcon),
    ]
  }

  /** Into the one before, or out of the one that it is in. */
  function levelItems({ branch, index }: Place, owner?: Part): MenuItem[] {
    const part = branch.parts[index] as Part
    if (branch.form !== 'list') return []
    const before = branch.parts[index - 1]
    const into = before?.branches.find(({ form, kind }) => form === 'list' && kind === part.kind)
    const outer = owner && placeOf(branches.value, owner)
    const isOut = outer?.branch.form === 'list' && !isLast({ branch, index })
    const inward = into &&
      before && {
        text: t('flowEditor.parts.into', { id: before.id }),
        icon: RightIcon,
        act: () =>
          change(movePart(part, into, into.parts.length), [...into.path, into.parts.length]),
      }
    const out = isOut && {
      text: t('flowEditor.parts.outOf', { id: owner?.id ?? '' }),
      icon: LeftIcon,
      act: () =>
        change(movePart(part, outer.branch, outer.index + 1), neighbour(owner?.path ?? [], 1)),
    }
    return [inward, out].filter((one): one is NonNullable<typeof inward> => Boolean(one))
  }

  /** Everything that can be done to a part. */
  function actsOf(part: Part): MenuItem[] {
    const place = placeOf(branches.value, part)
    if (!place) return []
    const owner = allParts(branches.value).find((one) => one.branches.includes(place.branch))
    const isItem = itemOf(part) !== undefined
    return [
      ...(isItem
        ? [
            ...besideItems(part),
            ...insideItems(part),
            ...moveItems(place),
            ...levelItems(place, owner),
          ]
        : insideItems(part)),
      {
        text: t('flowEditor.parts.delete', { id: part.id }),
        icon: DeleteIcon,
        isDangerous: true,
        reason: isLast(place) ? t('flowEditor.parts.lastStays') : undefined,
        act: () => change(deletePart(part), owner?.path ?? []),
      },
    ]
  }

  function swap(one: string, other: string): void {
    const [first, second] = [byId.value.get(one), byId.value.get(other)]
    if (first && second) change(swapParts(first, second), second.path)
  }

  return { source, branches, around, byId, asked, change, goTo, addTo, actsOf, swap }
}

type Place = NonNullable<ReturnType<typeof placeOf>>
export type Parts = ReturnType<typeof useParts>

/** Whether a list would lack what it must have. */
function isLast({ branch }: Place): boolean {
  return branch.isRequired && branch.parts.length === 1
}

/** The path of the item that stands so many places behind. */
function neighbour(path: Path, by: number): Path {
  const at = path.findLastIndex((step) => typeof step === 'number')
  return path.map((step, place) => (place === at ? Number(step) + by : step))
}

function isSame(one: Path, other: Path): boolean {
  return one.length === other.length && one.every((step, at) => step === other[at])
}

/** The source of a flow while it is edited: what is saved, its draft, its problems, and saving it. */
import { computed, onScopeDispose, ref, watch } from 'vue'
import { useRouter } from 'vue-router'
import { ownNamespace } from '@/editor/completion'
import { draftOf, dropDraft, keepDraft } from '@/editor/drafts'
import { problemsOf } from '@/editor/problem'
import { t } from '@/i18n'
import { newestOf, useFlowSave, useSourceReport, type Flow, type FlowId } from '@/resources/flows'
import { tellDone, tellFailed } from '@/shell/toasts'

export interface Given {
  /** Absent for a new flow. */
  flow?: FlowId
  source: string
  /** 0 for a new flow. */
  revision: number
}

/**
 * Why a save waits for an answer: somebody else's revision, the flow is another one now, or a
 * message is asked for.
 */
export type Question = 'outdated' | 'renamed' | 'message'

const CHECK_MS = 500
const DRAFT_MS = 1_000

export function useSource(given: () => Given) {
  const { flow, source, revision } = given()
  const router = useRouter()
  const text = ref(source)
  const saved = ref(source)
  const base = ref(revision)
  /** The text some moments ago, for what costs a call. */
  const settled = ref(source)
  const question = ref<Question>()
  const theirs = ref<Flow>()
  /** What is said of the revision that is saved next. */
  const message = ref('')
  const isDirty = computed(() => text.value !== saved.value)
  const save = useFlowSave()
  const report = useSourceReport(settled)
  const problems = computed(() => (report.data.value ? problemsOf(report.data.value) : []))
  const isChecking = computed(() => settled.value !== text.value || report.isFetching.value)
  const isWrong = computed(() => problems.value.some(({ severity }) => severity === 'error'))
  /** The last text that the server could read. */
  const readable = ref(source)
  watch([isChecking, problems], () => {
    if (!isChecking.value && !isWrong.value) readable.value = settled.value
  })
  const draft = useDraft(flow ? `${flow.namespace}/${flow.id}` : 'new', { text, base, isDirty })

  let timer = 0
  watch(text, (now) => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => (settled.value = now), CHECK_MS)
  })
  onScopeDispose(() => window.clearTimeout(timer))
  watch(
    () => [given().source, given().revision] as const,
    ([now, number]) => {
      // Another revision was stored by somebody: what is being typed stays, the save will ask.
      if (isDirty.value) return
      text.value = saved.value = settled.value = now
      base.value = number
    },
  )

  /** Save, unless something has to be asked before; whether it is saved now. */
  async function store(answered?: Question): Promise<boolean> {
    if (save.isPending.value || (flow && !isDirty.value)) return !isDirty.value
    try {
      const isSure = answered === 'outdated' || answered === 'renamed'
      question.value = isSure ? undefined : await doubt()
      if (question.value) return false
      const isNew = answered === 'renamed' || !flow
      const wanted = { flow: isNew ? undefined : flow, source: text.value, message: message.value }
      settle(await save.mutateAsync(wanted), isNew)
      return true
    } catch (thrown) {
      tellFailed(t('flowEditor.notSaved'), thrown)
      return false
    }
  }

  async function doubt(): Promise<Question | undefined> {
    if (!flow) return undefined
    if (isAnother(text.value, flow)) return 'renamed'
    theirs.value = await newestOf(flow)
    return theirs.value.revision > base.value ? 'outdated' : undefined
  }

  function settle(stored: Flow, isNew: boolean): void {
    draft.drop()
    message.value = ''
    saved.value = text.value
    base.value = stored.revision
    if (!isNew) {
      tellDone(t('flowEditor.saved', { n: String(stored.revision) }))
      return
    }
    tellDone(t('flowEditor.created', { id: stored.id }))
    const params = { namespace: stored.namespace, id: stored.id, tab: 'edit' }
    void router.push({ name: 'flow', params })
  }

  function takeTheirs(): void {
    text.value = saved.value = theirs.value?.source ?? ''
    base.value = theirs.value?.revision ?? 0
    question.value = undefined
    message.value = ''
  }

  const isSaving = save.isPending
  const checks = { report, problems, isChecking, isWrong, readable }
  return {
    text,
    saved,
    base,
    isDirty,
    isSaving,
    ...checks,
    draft,
    question,
    theirs,
    message,
    store,
    takeTheirs,
  }
}

/** Whether a source names another flow than the one that it was. */
export function isAnother(source: string, flow: FlowId): boolean {
  const id = /^id:\s*["']?([\w.-]+)/m.exec(source)?.[1]
  const namespace = ownNamespace(source)
  return Boolean(id && namespace) && (id !== flow.id || namespace !== flow.namespace)
}

interface Edited {
  text: { value: string }
  base: { value: number }
  isDirty: { readonly value: boolean }
}

/** What is typed, kept in this browser until it is saved. */
function useDraft(key: string, { text, base, isDirty }: Edited) {
  const found = ref(draftOf(key))
  const keptAt = ref<string>()
  const isOffered = computed(() => found.value !== undefined && found.value.source !== text.value)
  let timer = 0
  watch(
    () => text.value,
    () => {
      window.clearTimeout(timer)
      timer = window.setTimeout(keep, DRAFT_MS)
    },
  )
  // What was typed in the last second is kept too.
  onScopeDispose(() => {
    if (timer) keep()
  })

  function keep(): void {
    window.clearTimeout(timer)
    timer = 0
    if (!isDirty.value) {
      dropDraft(key)
      return
    }
    keepDraft(key, { source: text.value, revision: base.value, date: Date.now() })
    keptAt.value = new Date().toISOString()
  }

  function take(): void {
    text.value = found.value?.source ?? text.value
    base.value = found.value?.revision ?? base.value
    found.value = undefined
  }

  function drop(): void {
    window.clearTimeout(timer)
    timer = 0
    dropDraft(key)
    found.value = undefined
    keptAt.value = undefined
  }

  return { found, keptAt, isOffered, take, drop }
}

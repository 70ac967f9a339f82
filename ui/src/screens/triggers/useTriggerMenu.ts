/** What can be done to one trigger, wherever it is listed. */
import { ref } from 'vue'
import type { MenuItem } from '@/components/menu'
import { copyText } from '@/components/copy'
import {
  CloseIcon,
  CopyIcon,
  DeleteIcon,
  InfoIcon,
  LogsIcon,
  PauseIcon,
  ReplayIcon,
  RestartIcon,
  ResumeIcon,
  UnlockIcon,
} from '@/design/icons'
import { t, type TextKey } from '@/i18n'
import {
  useBackfillStep,
  useTriggerActs,
  useTriggerRestart,
  useUnlock,
  webhookUrl,
  type BackfillStep,
  type DeclaredTrigger,
  type Trigger,
  type TriggerId,
} from '@/resources/triggers'
import { tellDone, tellFailed } from '@/shell/toasts'

/** What is asked about in a dialog before it is done, or shown beside the list. */
export type AskedOfTrigger = 'unlock' | 'backfill' | 'forget' | 'details'

const DONE = { pause: 'paused', unpause: 'unpaused', delete: 'cancelled' } as const

/** Where all of its log is. */
export function logsOf({ namespace, flowId, triggerId }: TriggerId) {
  return {
    name: 'logs',
    query: {
      'filters[namespace][EQUALS]': namespace,
      'filters[flowId][EQUALS]': flowId,
      'filters[triggerId][EQUALS]': triggerId,
    },
  }
}

export function useTriggerMenu() {
  const chosen = ref<TriggerId>({ namespace: '', flowId: '', triggerId: '' })
  const asked = ref<AskedOfTrigger>()
  const unlock = useUnlock()
  const restart = useTriggerRestart()
  const step = useBackfillStep()
  const acts = useTriggerActs()

  function ask({ namespace, flowId, triggerId }: TriggerId, what: AskedOfTrigger): void {
    chosen.value = { namespace, flowId, triggerId }
    asked.value = what
  }

  /** What was done or refused, in the words of one trigger. */
  function answers(done: TextKey, failed: TextKey, id: string) {
    return {
      onSuccess: () => tellDone(t(done, { id })),
      onError: (thrown: unknown) => tellFailed(t(failed), thrown),
    }
  }

  function take(trigger: Trigger, name: BackfillStep): void {
    const told = answers(`triggers.${DONE[name]}`, 'triggers.notChanged', trigger.triggerId)
    step.mutate({ trigger, step: name }, told)
  }

  /** Does what was asked about. */
  function confirm(): void {
    const trigger = chosen.value
    const id = trigger.triggerId
    if (asked.value === 'unlock') {
      unlock.mutate(trigger, answers('triggers.unlocked', 'triggers.notUnlocked', id))
    } else {
      const told = answers('triggers.forgotten', 'triggers.bulk.failed', id)
      acts.mutate({ act: 'delete', choice: { ids: [trigger] } }, told)
    }
    asked.value = undefined
  }

  async function copyAddress(trigger: TriggerId, key: string, isCall: boolean): Promise<void> {
    const address = webhookUrl(trigger, key)
    await copyText(isCall ? `curl -X POST '${address}'` : address)
    tellDone(t('common.copied'))
  }

  function backfillItems(state: Trigger): MenuItem[] {
    const next = state.backfill?.paused ? 'unpause' : 'pause'
    return [
      {
        text: t(`triggers.${next}`),
        icon: next === 'pause' ? PauseIcon : ResumeIcon,
        act: () => take(state, next),
      },
      {
        text: t('triggers.cancelBackfill'),
        icon: CloseIcon,
        isDangerous: true,
        act: () => take(state, 'delete'),
      },
    ]
  }

  function webhookItems(id: TriggerId, key: string): MenuItem[] {
    return [
      {
        text: t('triggers.copyAddress'),
        icon: CopyIcon,
        act: () => void copyAddress(id, key, false),
      },
      {
        text: t('triggers.copyCall'),
        icon: CopyIcon,
        act: () => void copyAddress(id, key, true),
      },
    ]
  }

  /**
   * `declared` is the trigger in the source of the flow, undefined if it has no such one; only those
   * that the server evaluates by itself have a state.
   */
  function itemsOf(
    id: TriggerId,
    declared: DeclaredTrigger | undefined,
    state: Trigger | undefined,
  ): MenuItem[] {
    const items: MenuItem[] = [
      {
        text: t('triggers.details'),
        icon: InfoIcon,
        movesFocus: true,
        act: () => ask(id, 'details'),
      },
    ]
    if (state?.backfill) items.push(...backfillItems(state))
    else if (state && declared?.type.endsWith('.Schedule')) {
      items.push({ text: t('triggers.backfill'), icon: ReplayIcon, act: () => ask(id, 'backfill') })
    }
    const key = declared?.type.endsWith('.Webhook') ? declared.key : undefined
    // Where an expression makes the key, only the server knows it.
    if (typeof key === 'string' && !key.includes('{{')) items.push(...webhookItems(id, key))
    if (state?.locked) {
      items.push({ text: t('triggers.unlock'), icon: UnlockIcon, act: () => ask(id, 'unlock') })
    }
    if (state && declared) {
      const told = answers('triggers.restarted', 'triggers.notRestarted', id.triggerId)
      items.push({
        text: t('triggers.restart'),
        icon: RestartIcon,
        act: () => restart.mutate(id, told),
      })
    }
    items.push({
      text: t('triggers.logs'),
      icon: LogsIcon,
      to: logsOf(id),
    })
    if (!declared) {
      items.push({
        text: t('triggers.bulk.delete'),
        icon: DeleteIcon,
        isDangerous: true,
        movesFocus: true,
        act: () => ask(id, 'forget'),
      })
    }
    return items
  }

  return { asked, chosen, ask, itemsOf, confirm }
}

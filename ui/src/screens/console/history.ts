/** Expressions that were evaluated before, the newest first; kept in this browser. */
import { ref } from 'vue'
import { readStored } from '@/shell/preferences'

const KEY = 'tiercel.expressions'
const KEPT_MAX = 20

export function useExpressionHistory() {
  const found = readStored(KEY)
  const history = ref<string[]>(Array.isArray(found) ? found.map(String) : [])

  function remember(template: string): void {
    const others = history.value.filter((one) => one !== template)
    history.value = [template, ...others].slice(0, KEPT_MAX)
    localStorage.setItem(KEY, JSON.stringify(history.value))
  }

  return { history, remember }
}

/** The name and colour by which people tell one server from another. */
import { computed } from 'vue'
import { useConfiguration } from '@/resources/server'
import { preferences } from './preferences'

export const ENVIRONMENT_COLORS = ['plum', 'sand', 'sea', 'moss', 'sky', 'stone'] as const
const HEX = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i

export function useEnvironment() {
  const { data } = useConfiguration()
  const name = computed(() => preferences.environmentName || data.value?.environment?.name || '')
  const color = computed(() => {
    const wanted = preferences.environmentColor || data.value?.environment?.color || ''
    if ((ENVIRONMENT_COLORS as readonly string[]).includes(wanted)) return `var(--env-${wanted})`
    if (HEX.test(wanted)) return wanted
    return name.value ? 'var(--env-stone)' : 'transparent'
  })
  // A colour of the server's own may be too pale to read.
  const textColor = computed(() => (color.value.startsWith('var') ? color.value : 'var(--text-2)'))
  return { name, color, textColor }
}

/** What the pages call themselves, and their picture: those of the tenant once somebody chose some. */
import { computed } from 'vue'
import { t } from '@/i18n'
import { useConfiguration } from '@/resources/server'

/** The name of a tenant that nobody has named. */
const UNNAMED = 'main'

export function useTenant() {
  const { data } = useConfiguration()
  return computed(() => {
    const { name = UNNAMED, logo } = data.value?.tenant ?? {}
    return { name: name === UNNAMED ? t('shell.product') : name, logo }
  })
}

// happy-dom has no matchMedia that tells a preference: light it is, and wide.
import { vi } from 'vitest'

vi.stubGlobal('matchMedia', (query: string) => ({
  matches: query.startsWith('(min-width'),
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}))

/** What the shell shows over a page: the palette, the shortcuts, the navigation of small screens. */
import { reactive } from 'vue'

export const overlays = reactive({ isPaletteOpen: false, isSheetOpen: false, isNavOpen: false })

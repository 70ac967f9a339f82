import type { Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'

/** An entry of a menu: an act or a place to go to. */
export interface MenuItem {
  text: string
  icon?: Component
  /** The key that does the same, for the eye. */
  key?: string
  act?: () => void
  /** The act puts the focus elsewhere: it waits until the menu is closed. */
  movesFocus?: boolean
  to?: RouteLocationRaw
  isDangerous?: boolean
  isChecked?: boolean
  /** Why it is off. */
  reason?: string
}

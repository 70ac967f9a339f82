import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import App from './App.vue'
import { queryClient } from './api/queries'
import './design/tokens.css'
import './design/fonts/fonts.css'
import './design/base.css'
import './design/frame.css'
import { translate } from './i18n'
import { router } from './router'
import { startKeys } from './shell/keys'
import './shell/guards'

startKeys()
// What the scripts define is one block of the thread, what they begin is another.
void translate().then(() => window.setTimeout(start))

function start(): void {
  const app = createApp(App).use(VueQueryPlugin, { queryClient }).use(router)
  const mount = () => void app.mount('#app')

  // Before the first route is known there is no telling whether the navigation belongs to it. A
  // route that cannot be loaded is told by the guards.
  void router.isReady().then(mount, mount)
}

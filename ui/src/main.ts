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
import { beforeFirstDraw } from './shell/first'
import { startKeys } from './shell/keys'
import './shell/guards'

startKeys()
// What the scripts define is one block of the thread, what they begin is another.
void translate().then(() => window.setTimeout(start))

function start(): void {
  const app = createApp(App).use(VueQueryPlugin, { queryClient })
  const ready = beforeFirstDraw(router)
  app.use(router)
  void ready.then(() => void app.mount('#app'))
}

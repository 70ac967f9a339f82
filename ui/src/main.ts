import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { queryClient } from './api/queries'
import './design/tokens.css'
import './design/fonts/fonts.css'
import './design/base.css'
import { router } from './router'
import { startKeys } from './shell/keys'
import './shell/guards'

startKeys()
createApp(App).use(createPinia()).use(VueQueryPlugin, { queryClient }).use(router).mount('#app')

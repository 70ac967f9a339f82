/** What is awaited before a page is drawn for the first time. */
import type { Router } from 'vue-router'
import { askForBanners } from '@/resources/server'

const BANNERS_MS_MAX = 300

/**
 * Until it is known which screen the address has, and what stands above its rows, which banners
 * that came later would push down. They are asked for while the screen is loaded; a server that
 * takes long is not waited for. A screen that cannot be loaded is no failure here.
 */
export async function beforeFirstDraw(router: Router): Promise<void> {
  let banners: Promise<unknown> | undefined
  const stop = router.beforeEach((to) => {
    stop()
    if (!to.meta.isBare) banners = Promise.race([askForBanners(), passed(BANNERS_MS_MAX)])
  })
  await router.isReady().catch(() => undefined)
  await banners
}

function passed(ms: number): Promise<void> {
  return new Promise((done) => window.setTimeout(done, ms))
}

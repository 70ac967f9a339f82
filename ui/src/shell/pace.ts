/** How often what changes all the time is drawn: news must not keep the page busy. */
import { nextTick } from 'vue'

const EVERY_MS = 50
// Of the time. What was not used of it lately is left for a burst, such as the end of a task and the
// start of the next one.
const SHARE = 1 / 4
const BURST_MS = 200

/** Draws when it is asked to: at once, or as soon as drawing has taken no more than its share. */
export class Pace {
  private timer = 0
  private earliest = 0
  private credit = BURST_MS
  private countedAt = 0

  constructor(private readonly act: () => void) {}

  /** There is news. */
  plan(): void {
    if (this.timer) return
    const wait = this.wait(performance.now())
    if (wait <= 0) this.draw()
    else this.timer = window.setTimeout(() => this.draw(), wait)
  }

  /** Whatever it costs. */
  draw(): void {
    this.stop()
    const begun = performance.now()
    this.count(begun)
    this.act()
    void nextTick(() => {
      const ended = performance.now()
      this.credit -= ended - begun
      this.earliest = ended + EVERY_MS
    })
  }

  stop(): void {
    window.clearTimeout(this.timer)
    this.timer = 0
  }

  private wait(now: number): number {
    this.count(now)
    return Math.max(this.earliest - now, -this.credit / SHARE)
  }

  private count(now: number): void {
    this.credit = Math.min(BURST_MS, this.credit + (now - this.countedAt) * SHARE)
    this.countedAt = now
  }
}

/** Pictures of the ways in, at the sizes that matter, for people to look at: only when a directory for them is named. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { sizes } from './browser.ts'

export async function takePicture(
  page: Page,
  name: string,
  at: readonly (keyof typeof sizes)[] = ['phone', 'desktop'],
): Promise<void> {
  const directory = process.env.RINGFENCE_PICTURES
  if (directory === undefined) return
  const before = page.viewportSize()
  for (const size of at) {
    await page.setViewportSize(sizes[size])
    await page.screenshot({ path: join(directory, `sign-in-${name}-${size}.png`) })
  }
  if (before) await page.setViewportSize(before)
}

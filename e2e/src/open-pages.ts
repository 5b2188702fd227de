/** The pages that tests have open, so that a test which fails can say what they showed. */
import type { Page } from 'playwright-core'

const pages = new Set<Page>()

export function isOpen(page: Page): void {
  pages.add(page)
  page.once('close', () => pages.delete(page))
}

const longest = 500

/** The address and the text of each page: what whoever reads the failure would have looked at. Empty where none is open. */
export async function whatPagesShow(): Promise<string[]> {
  return Promise.all(
    [...pages].map(async page => {
      const text = await page.evaluate(() => document.body.innerText).catch((error: Error) => error.message)
      const words = text.replace(/\s+/g, ' ')
      return `${page.url()}: ${words.length > longest ? `${words.slice(0, longest)}…` : words}`
    }),
  )
}

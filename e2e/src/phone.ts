/** What a person does with the phone and the till, so that tests read as people act. */
import type { Page } from 'playwright-core'

/** Opens the app's home and waits until it shows the balance. */
export async function goHome(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/app/`)
  await isHome(page)
}

/** Waits until the app is signed in and shows the balance, read now and not kept from an earlier visit. */
export async function isHome(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Show pay code' }).waitFor()
  await page
    .getByRole('region', { name: /Balance/ })
    .and(page.locator('[aria-busy="false"]'))
    .getByText(/^\$\d/)
    .waitFor()
}

/** The balance on the card, in cents. */
export async function balanceOn(page: Page): Promise<number> {
  const text = await page
    .getByRole('region', { name: /Balance/ })
    .getByText(/^\$\d/)
    .first()
    .textContent()
  return Number.parseInt(text!.replace(/\D/g, ''), 10)
}

/** The pay code that the phone shows, as a scanner would read it. */
export async function payCodeOn(page: Page): Promise<string> {
  const shown = page.getByTestId('pay-code-text').filter({ hasText: /\w/ }) // empty while the next one is made
  await shown.waitFor()
  return (await shown.textContent())!.replace(/[^0-9A-Z]/g, '')
}

/** Keys in an amount at the till, from a fresh start. */
export async function keyIn(page: Page, url: string, digits: string): Promise<void> {
  await page.goto(`${url}/till/`)
  await page.getByRole('button', { name: 'Amount' }).click()
  for (const digit of digits) await page.getByRole('button', { name: digit, exact: true }).click()
  await page.getByText('Ready for the code').waitFor()
}

/**
 * Scans as a keyboard-wedge scanner does: a burst of keys and Enter, wherever the focus is. The keys carry the scanner's
 * times, 5 ms apart, as the keyboard's would: a machine that pauses between two of them does not make them a person's.
 */
export async function scan(page: Page, code: string): Promise<void> {
  await page.evaluate(text => {
    const startMs = performance.now()
    for (const [index, key] of [...text, 'Enter'].entries()) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
      Object.defineProperty(event, 'timeStamp', { value: startMs + index * 5 })
      ;(document.activeElement ?? document.body).dispatchEvent(event)
    }
  }, code)
}

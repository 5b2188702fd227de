/** A till in a browser without a network, and its shift: what is taken offline is charged when it comes back; cash is counted. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type Visit, visit } from './browser.ts'
import { type Demo, startDemo } from './demo.ts'
import { balanceOn, goHome, isHome, payCodeOn, scan } from './phone.ts'

let demo: Demo
let browser: Browser
let phone: Visit
let till: Visit

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), launch()])
  phone = await visit(browser, demo.customer, 'phone')
  await isHome(phone.page)
  till = await visit(browser, demo.till, 'tablet')
  await till.page.getByRole('button', { name: 'Amount' }).waitFor()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

const balance = () => balanceOn(phone.page)

/** Keys in digits on the keypad that is open. */
async function press(page: Page, digits: string): Promise<void> {
  for (const digit of digits) await page.getByRole('button', { name: digit, exact: true }).click()
}

/** The same till, with someone else at it. */
async function workAs(personId: string): Promise<void> {
  const terminalId = new URL(demo.till).searchParams.get('till')
  await till.page.goto(`${demo.url}/till/?till=${terminalId}&as=${personId}`)
  await till.page.getByRole('button', { name: 'Amount' }).waitFor()
}

test('the manager allows this till to take payments offline, and is told that it is a credit risk [2.6]', async () => {
  const { page } = till
  const terminalId = new URL(demo.till).searchParams.get('till')
  const { storeId } = demo.terminals.find(terminal => terminal.terminalId === terminalId)!
  const manager = demo.staff.find(person => person.role === 'storeManager' && person.storeId === storeId)!
  await workAs(manager.personId)
  await page.getByTitle('Offline payments').click()
  await page.getByRole('button', { name: 'Allow offline payments' }).click()
  await page.getByText('is the store’s loss').first().waitFor()
  await page.getByRole('button', { name: 'Allow, at our own risk' }).click()
  await page.getByText('A customer may spend').waitFor()
})

test('offline the till keeps a payment as not yet confirmed; back online it is taken, once [2.6]', async () => {
  const { page, context } = till
  await workAs(new URL(demo.till).searchParams.get('as')!)
  await goHome(phone.page, demo.url)
  const before = await balance()
  await phone.page.getByRole('button', { name: 'Show pay code' }).click()
  const code = await payCodeOn(phone.page)
  await page.getByRole('button', { name: 'Amount' }).click()
  await press(page, '350')
  await context.setOffline(true)
  await page.getByText('Offline: payments are a credit risk.').waitFor()
  await scan(page, code)
  await page.getByRole('dialog', { name: 'Not yet confirmed' }).waitFor()
  await page.getByRole('button', { name: 'Next customer' }).click()
  await page.getByText('1 not yet confirmed, $3.50.').waitFor()

  await press(page, '100')
  await scan(page, code)
  await page
    .getByText(/used already/)
    .first()
    .waitFor() // the same code again, still offline

  await page.getByRole('link', { name: 'Show' }).click()
  await page.getByText('Not yet confirmed', { exact: true }).first().waitFor()
  await context.setOffline(false)
  await page.getByText('Confirmed', { exact: true }).waitFor()
  await goHome(phone.page, demo.url)
  await expect.poll(balance).toBe(before - 350)
})

test('a shift is opened with a float, and closed with a blind count that comes out short [2.7]', async () => {
  const { page } = till
  await page.goto(`${demo.url}/till/`)
  await page.getByRole('link', { name: 'Shift' }).click()
  await press(page, '10000')
  await page.getByRole('button', { name: 'Open with $100.00' }).click()
  await page.getByText('Shift open').waitFor()

  await page.getByRole('button', { name: 'Cash in or out' }).click()
  const sheet = page.getByRole('dialog')
  for (const digit of '3000') await sheet.getByRole('button', { name: digit, exact: true }).click()
  await sheet.getByRole('button', { name: 'Bank drop $30.00' }).click()
  await page.getByText('−$30.00').waitFor()

  await page.getByRole('link', { name: 'Load cash' }).click()
  await page.getByRole('button', { name: '$25', exact: true }).click()
  await goHome(phone.page, demo.url)
  await phone.page.getByRole('button', { name: 'Show pay code' }).click()
  await scan(page, await payCodeOn(phone.page))
  await page.getByRole('dialog', { name: 'Loaded' }).waitFor()
  await page.getByRole('button', { name: 'Done' }).click()

  await page.getByRole('link', { name: 'Shift' }).click()
  expect(await page.getByText('In the drawer').count()).toBe(0) // blind
  await page.getByRole('button', { name: 'Close shift' }).click()
  await press(page, '9400')
  await page.getByRole('button', { name: 'Close with $94.00' }).click()
  await page.getByRole('button', { name: 'Yes, $94.00 is right' }).click()
  await page.getByText('Short').waitFor()
  await page.getByText('−$1.00').waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: /^Open with/ }).waitFor()
})

test('no page complained, and none asked anybody but us', () => {
  expect([...phone.complaints, ...till.complaints]).toEqual([])
})

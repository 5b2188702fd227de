/** The closed loop in a browser, all three apps together: load, show the code, charge, see it, and the books balance. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type Visit, visit } from './browser.ts'
import { type Demo, startDemo } from './demo.ts'
import { balanceOn, goHome, isHome, keyIn, payCodeOn, scan } from './phone.ts'

let demo: Demo
let browser: Browser
let phone: Visit
let till: Visit
let office: Visit

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), launch()])
  phone = await visit(browser, demo.customer, 'phone')
  await isHome(phone.page)
  till = await visit(browser, demo.till, 'tablet')
  await till.page.getByRole('button', { name: 'Amount' }).waitFor()
  office = await visit(browser, demo.console, 'desktop')
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

const balance = () => balanceOn(phone.page)
/** The code that has paid last: a phone that has not heard of it yet still shows it. */
let paidWith = ''

test('a customer loads 25.00 by card and sees it', async () => {
  const { page } = phone
  await goHome(page, demo.url)
  const before = await balance()
  await page.getByRole('link', { name: 'Load' }).click()
  await page.getByRole('button', { name: '$25', exact: true }).click()
  await page.getByRole('button', { name: 'Load $25.00' }).click()
  await page.getByText('Loaded', { exact: true }).first().waitFor()
  await goHome(page, demo.url)
  await expect.poll(balance).toBe(before + 2500)
})

test('a declined card says so, and nothing is loaded', async () => {
  const { page } = phone
  await goHome(page, demo.url)
  const before = await balance()
  await page.getByRole('link', { name: 'Load' }).click()
  await page.getByRole('button', { name: 'Add a card' }).click()
  await page.getByRole('button', { name: 'Test card: always declined' }).click()
  await page
    .getByRole('radio', { name: 'Test card: always declined' })
    .and(page.locator(':checked'))
    .waitFor({ state: 'attached' })
  await page.getByRole('button', { name: 'Load $10.00' }).click()
  await page.getByText('The bank declined this card.').waitFor()
  await goHome(page, demo.url)
  expect(await balance()).toBe(before)
})

test('the till charges 4.50 from the code on the phone, and both screens know it [2.3]', async () => {
  await goHome(phone.page, demo.url)
  const before = await balance()
  await phone.page.getByRole('button', { name: 'Show pay code' }).click()
  const code = await payCodeOn(phone.page)
  paidWith = code
  await keyIn(till.page, demo.url, '450')
  await scan(till.page, code)
  await till.page.getByText('Approved').waitFor()
  await phone.page.getByText('$4.50').first().waitFor() // by itself: the event came
  await till.page.getByRole('button', { name: 'Next customer' }).click()
  await goHome(phone.page, demo.url)
  await expect.poll(balance).toBe(before - 450)
})

test('a code pays once: the second try is declined, the next code pays', async () => {
  await goHome(phone.page, demo.url)
  await phone.page.getByRole('button', { name: 'Show pay code' }).click()
  await expect.poll(() => payCodeOn(phone.page), { timeout: 65_000, interval: 500 }).not.toBe(paidWith)
  const code = await payCodeOn(phone.page)
  await keyIn(till.page, demo.url, '100')
  await scan(till.page, code)
  await till.page.getByText('Approved').waitFor()
  await till.page.getByRole('button', { name: 'Next customer' }).click()
  await keyIn(till.page, demo.url, '200')
  await scan(till.page, code)
  await till.page
    .getByText(/used already/)
    .first()
    .waitFor()
})

test('without a network the phone still shows a code, and it pays [2.1]', async () => {
  const { page, context } = phone
  await goHome(page, demo.url)
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await context.setOffline(true)
  await page.goto(`${demo.url}/app/pay`)
  const used = await payCodeOn(page)
  await expect.poll(() => payCodeOn(page), { timeout: 65_000, interval: 500 }).not.toBe(used) // a step that none has used
  const code = await payCodeOn(page)
  await till.page.goto(`${demo.url}/till/`)
  await till.page.getByRole('button', { name: 'Flat white, $4.20' }).click()
  const add = till.page.getByRole('dialog').getByRole('button', { name: /Add/ })
  await add.click()
  await scan(till.page, code)
  await till.page.getByText('Approved').waitFor()
  await till.page.getByRole('button', { name: 'Next customer' }).click()
  await context.setOffline(false)
  await goHome(page, demo.url)
  await page
    .getByRole('button', { name: /Flat white Pier 4 · today/ })
    .first()
    .waitFor()
})

test('a payment is refunded at the till, and the money is back on the phone', async () => {
  await goHome(phone.page, demo.url)
  const before = await balance()
  const { page } = till
  await page.getByRole('link', { name: /Payments/ }).click()
  await page
    .getByRole('button', { name: /\$4\.50/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  await page.getByRole('button', { name: 'Wrong item' }).click()
  await page.getByRole('button', { name: 'Refund $4.50' }).click()
  await page.getByRole('button', { name: 'Yes, refund $4.50' }).click()
  await page.getByText('Refunded').first().waitFor()
  await expect.poll(balance).toBe(before + 450)
})

test('the console shows the payments, and proves the books', async () => {
  const { page } = office
  await page.goto(`${demo.url}/console/payments`)
  await page.getByRole('cell', { name: '$4.50' }).first().waitFor()
  await page.goto(`${demo.url}/console/ledger`)
  await page.getByRole('tab', { name: 'Proof' }).click()
  await page.getByRole('button', { name: 'Prove now' }).click()
  await page.getByText('The books balance').waitFor()
})

test('no page complained, and none asked anybody but us', () => {
  expect([...phone.complaints, ...till.complaints, ...office.complaints]).toEqual([])
})

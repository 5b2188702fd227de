/** Gift cards, several tenders and scan to pay at the till, and a bulk load that two people of the office make. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type Visit, visit } from './browser.ts'
import { type Demo, startDemo } from './demo.ts'
import { balanceOn, goHome, isHome, keyIn, payCodeOn, scan } from './phone.ts'

let demo: Demo
let browser: Browser
let phone: Visit
let till: Visit
/** Gift cards from the rack. */
let rack: string[]

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), launch()])
  rack = demo.giftCards.filter(card => !card.sold).map(card => card.number)
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
const dollars = (cents: number) =>
  `$${Math.trunc(cents / 100).toLocaleString('en-US')}.${String(cents % 100).padStart(2, '0')}`

/** Sells a card from the rack for $10. */
async function sell(page: Page, number: string): Promise<void> {
  await page.goto(`${demo.url}/till/gift-cards`)
  await page.getByText('Scan the gift card').waitFor()
  await scan(page, number)
  await page.getByRole('button', { name: '$10', exact: true }).click()
  await page.getByRole('button', { name: '$10.00 in cash' }).click()
  await page.getByText('Card activated').waitFor()
  await page.getByText('Take $10.00 in cash').waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
}

async function showBalance(page: Page, number: string): Promise<void> {
  await page.goto(`${demo.url}/till/gift-cards/balance`)
  await page.getByText('Scan the gift card').waitFor()
  await scan(page, number)
}

test('a gift card from the rack is dead until the till sells it, then it tells its balance [4.1]', async () => {
  const { page } = till
  await showBalance(page, rack[0]!)
  await page.getByText('There is no such card.').waitFor()
  await sell(page, rack[0]!)
  await sell(page, rack[1]!)
  await showBalance(page, rack[0]!)
  await page.getByRole('region', { name: 'Balance of the card' }).getByText('$10.00').waitFor()
})

/** Of the basket that several tenders paid. */
let total: number

test('a basket is paid by two gift cards, the account and cash, in one payment [2.4]', async () => {
  const { page } = till
  await goHome(phone.page, demo.url)
  const before = await balance()
  total = 2_000 + before + 500
  await phone.page.getByRole('button', { name: 'Show pay code' }).click()

  await keyIn(page, demo.url, `${total}`)
  await scan(page, rack[0]!)
  const sheet = page.getByRole('dialog', { name: 'More is needed' })
  await sheet.getByText(dollars(total - 1_000), { exact: true }).waitFor()
  await scan(page, rack[1]!)
  await sheet.getByText(dollars(total - 2_000), { exact: true }).waitFor()
  await scan(page, await payCodeOn(phone.page))
  await sheet.getByRole('button', { name: 'Cash $5.00' }).click()
  await page.getByText('Approved').waitFor()
  await page.getByText('Take $5.00 in cash').waitFor()

  await goHome(phone.page, demo.url)
  await expect.poll(balance).toBe(0)
})

test('half of it is refunded: the till is told what to hand back in cash, the rest goes to the account [2.4]', async () => {
  const { page } = till
  const half = Math.trunc(total / 2)
  await page.getByRole('button', { name: 'Receipt' }).click()
  await page.getByRole('list', { name: 'Paid with' }).getByRole('listitem').nth(3).waitFor()
  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  const sheet = page.getByRole('dialog', { name: 'Refund' })
  await sheet.getByText('Amount', { exact: true }).click()
  for (const digit of `${half}`) await sheet.getByRole('button', { name: digit, exact: true }).click()
  await sheet.getByRole('button', { name: 'Wrong item' }).click()
  await sheet.getByRole('button', { name: `Refund ${dollars(half)}` }).click()
  await sheet.getByRole('button', { name: `Yes, refund ${dollars(half)}` }).click()
  await page.getByText('Hand back $5.00 in cash').waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await expect.poll(balance).toBe(half - 500)
})

/** What the phone's camera would have read. */
async function pasteOnPhone(token: string): Promise<void> {
  await phone.page.goto(`${demo.url}/app/scan`)
  const field = phone.page.getByLabel('Or paste the code')
  await field.fill(token)
  await field.press('Enter')
}

test('the phone scans the till’s code and pays; the till knows it by itself [2.2]', async () => {
  const { page } = till
  await goHome(phone.page, demo.url)
  const before = await balance()
  await keyIn(page, demo.url, '300')
  const asked = page.waitForResponse(answer => answer.url().endsWith('/v1/payment-requests'))
  await page.getByRole('button', { name: 'Show a QR code to scan' }).click()
  await page.getByRole('img', { name: 'QR code for the customer to scan' }).waitFor()
  const { token } = (await (await asked).json()) as { token: string }

  await pasteOnPhone(token)
  await phone.page.getByRole('button', { name: 'Pay $3.00' }).click()
  await page.getByText('Approved').waitFor()
  await page.getByText('Paid by the customer’s phone.').waitFor()
  await goHome(phone.page, demo.url)
  await expect.poll(balance).toBe(before - 300)
})

test('a code that is taken back can’t be paid [2.2]', async () => {
  const { page } = till
  await keyIn(page, demo.url, '100')
  const asked = page.waitForResponse(answer => answer.url().endsWith('/v1/payment-requests'))
  await page.getByRole('button', { name: 'Show a QR code to scan' }).click()
  const { token } = (await (await asked).json()) as { token: string }
  const taken = page.waitForResponse(answer => /\/v1\/payment-requests\/\w+\/cancel$/.test(answer.url()))
  await page.getByRole('button', { name: 'Cancel' }).click()
  expect((await taken).ok()).toBe(true)
  await page.getByRole('dialog', { name: 'Scan to pay' }).waitFor({ state: 'hidden' })

  await pasteOnPhone(token)
  await phone.page.getByText('This can no longer be paid.').waitFor()
  expect(await phone.page.getByRole('button', { name: /^Pay / }).count()).toBe(0)
})

/** A desk in the office, for someone of a role. */
async function desk(role: string): Promise<Visit> {
  const { personId } = demo.staff.find(person => person.role === role)!
  return visit(browser, `${demo.url}/console/bulk-loads?as=${personId}`, 'desktop')
}

test('a bulk load is previewed by one person and loaded when another approves it [3.2]', async () => {
  await goHome(phone.page, demo.url)
  const before = await balance()
  const [maker, checker] = [await desk('finance'), await desk('administrator')]
  const { personId } = demo.customers[0]!
  const text = `customer,amount\n${personId},12.50\nnobody@example.com,5.00\n`

  await maker.page.getByRole('button', { name: 'New bulk load' }).click()
  await maker.page.getByLabel('Name').fill('Harbor Hospital, test')
  await maker.page
    .getByLabel('CSV file')
    .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await maker.page.getByRole('button', { name: 'Preview' }).click()
  await maker.page.getByText('nobody@example.com').waitFor()
  expect(await maker.page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  expect(await balance()).toBe(before)

  await checker.page.goto(maker.page.url())
  await checker.page.getByRole('button', { name: 'Approve' }).click()
  await checker.page.getByRole('button', { name: 'Load $12.50' }).click()
  await expect.poll(balance, { timeout: 15_000 }).toBe(before + 1_250)
  expect([...maker.complaints, ...checker.complaints]).toEqual([])
  await Promise.all([maker.context.close(), checker.context.close()])
})

test('no page complained, and none asked anybody but us', () => {
  expect([...phone.complaints, ...till.complaints]).toEqual([])
})

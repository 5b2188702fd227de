/** Gifts and cards in a browser: buy an e-gift, claim it, move cards together, auto top-up, freeze, replace, scan to pay. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type Visit, visit } from './browser.ts'
import { type Demo, startDemo } from './demo.ts'
import { balanceOn, goHome, isHome, keyIn, payCodeOn, scan } from './phone.ts'

let demo: Demo
let browser: Browser
/** Buys the gift. */
let giver: Visit
/** Claims it. */
let friend: Visit
let till: Visit

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), launch()])
  giver = await visit(browser, demo.customer, 'phone')
  await isHome(giver.page)
  const tom = demo.customers.find(customer => customer.name === 'Tom Okafor')!
  friend = await visit(browser, `${demo.url}/app/?as=${tom.personId}`, 'phone')
  await isHome(friend.page)
  till = await visit(browser, demo.till, 'tablet')
  await till.page.getByRole('button', { name: 'Amount' }).waitFor()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

const click = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
const tomsMail = 'tom.okafor@example.com'

/** The code of the claim link in the newest gift mail to somebody, from the sandbox's inbox. */
async function mailedCode(to: string): Promise<string | undefined> {
  const answer = await fetch(`${demo.url}/v1/sandbox/mails?to=${encodeURIComponent(to)}`)
  const { data } = (await answer.json()) as { data: { text: string }[] }
  return data.map(mail => /\/app\/claim#([0-9A-Z]+)/.exec(mail.text)?.[1]).find(code => code !== undefined)
}

async function saveCard(page: Page, digits: string): Promise<void> {
  await click(page, 'Add a card')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(digits) })
    .click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('radio', { name: new RegExp(digits) }).waitFor({ state: 'attached' })
}

test('a customer buys an e-gift for a friend; the bank asks and is answered [4.3]', async () => {
  const { page } = giver
  await page.goto(`${demo.url}/app/gifts/send`)
  await page.getByRole('radiogroup', { name: 'Design' }).getByText('Celebration').click()
  await click(page, '$25')
  await page.getByLabel('Their name').fill('Tom')
  await page.getByLabel('Their e-mail').fill(tomsMail)
  await page.getByLabel('Message').fill('Well done, Tom!')
  await saveCard(page, '3220')
  await click(page, 'Pay $25.00')
  await click(page, 'Yes, it was me')
  await page.getByText('A gift for Tom').waitFor()
  await click(page, 'Follow it')
  await page.getByText('Delivered', { exact: true }).first().waitFor()
})

test('the friend opens it by the mailed link, and the giver sees it claimed [4.3]', async () => {
  const code = await expect
    .poll(() => mailedCode(tomsMail), { timeout: 20_000 })
    .toBeTruthy()
    .then(() => mailedCode(tomsMail))
  const { page } = friend
  await page.goto(`${demo.url}/app/claim#${code}`)
  await click(page, 'Open it')
  await page.getByText('Well done, Tom!').waitFor()
  await page.getByText('$25.00').waitFor()
  expect(page.url()).not.toContain(code)
  await click(page, 'Show my gift card')
  const shown = page.getByTestId('gift-card-code')
  await shown.waitFor()
  expect((await shown.textContent())!.replaceAll('-', '')).not.toBe(code)
  await giver.page.getByText('Claimed', { exact: true }).first().waitFor()
  // A link that was used opens nothing more.
  await giver.page.goto(`${demo.url}/app/claim#${code}`)
  await click(giver.page, 'Open it')
  await giver.page.getByText(/claimed already|can’t be opened/).waitFor()
})

test('printed gift cards are added by number and PIN, and three cards move into the balance together [4.4]', async () => {
  const { page } = friend
  const [first, second] = demo.giftCards.filter(card => card.sold)
  await page.goto(`${demo.url}/app/cards/add`)
  await page.getByLabel('Number or code').fill(first!.number)
  await page.getByLabel('PIN').fill(first!.pin === '000000' ? '000001' : '000000')
  await click(page, 'Add to my cards')
  await page.getByText('This number and PIN don’t belong together.').waitFor()
  for (const card of [first!, second!]) {
    await page.goto(`${demo.url}/app/cards/add`)
    await page.getByLabel('Number or code').fill(card.number)
    await page.getByLabel('PIN').fill(card.pin)
    await click(page, 'Add to my cards')
    await page.getByText('Pay with this card').waitFor()
  }
  await goHome(page, demo.url)
  const before = await balanceOn(page)
  await page.goto(`${demo.url}/app/cards`)
  await click(page, 'Move to my balance')
  await expect.poll(() => page.getByRole('checkbox').count()).toBe(3)
  await page.getByText('From 3 cards').waitFor()
  await click(page, 'Move $100.00')
  await page.getByText('Moved to your balance').waitFor()
  await click(page, 'Done')
  await expect.poll(() => balanceOn(page)).toBe(before + 10_000)
})

test('auto top-up charges by itself when the balance is low, and says why when the card is declined [3.3]', async () => {
  const { page } = friend
  await goHome(page, demo.url)
  const before = await balanceOn(page)
  await page.goto(`${demo.url}/app/load/auto`)
  const below = page.getByRole('group', { name: 'Below' })
  await below.getByRole('button', { name: 'Other' }).click()
  await page
    .getByLabel('Below', { exact: true })
    .last()
    .fill(`${before + 500}`)
  await page.getByRole('group', { name: 'Amount' }).getByRole('button', { name: '$10', exact: true }).click()
  await click(page, 'Switch on')
  await page.getByText(/Last charge: loaded/).waitFor({ timeout: 60_000 })
  await goHome(page, demo.url)
  await expect.poll(() => balanceOn(page)).toBe(before + 1_000)
  await page
    .getByRole('button', { name: /^Auto top-up/ })
    .first()
    .waitFor()

  await page.goto(`${demo.url}/app/load/auto`)
  await page
    .getByLabel('Below', { exact: true })
    .last()
    .fill(`${before + 2_000}`)
  await saveCard(page, '0002')
  await click(page, 'Save')
  await page.getByText(/Last charge: declined/).waitFor({ timeout: 60_000 })
  await page
    .getByText(/The bank declined this card/)
    .first()
    .waitFor()
  await click(page, 'Stop auto top-up')
  await click(page, 'Stop it')
  await page.getByRole('button', { name: 'Switch on' }).waitFor()
  await goHome(page, demo.url)
  expect(await balanceOn(page)).toBe(before + 1_000)
}, 180_000)

test('a frozen card does not pay at the till until it is released; one tap each [4.1]', async () => {
  const { page } = friend
  await goHome(page, demo.url)
  await click(page, 'Show pay code')
  const code = await payCodeOn(page)
  await page.goto(`${demo.url}/app/cards`)
  await click(page, 'Freeze card')
  await page.getByText('Frozen: it takes no payments').waitFor()
  await page.goto(`${demo.url}/app/pay`)
  await page.getByText('Your card is frozen').waitFor()
  await keyIn(till.page, demo.url, '150')
  await scan(till.page, code)
  await till.page
    .getByText(/frozen/i)
    .first()
    .waitFor()
  await page.goto(`${demo.url}/app/cards`)
  await click(page, 'Unfreeze')
  await page.getByText('It can pay again').waitFor()
})

test('a lost card is replaced: the old code is dead at once, this phone pays on [4.1]', async () => {
  const { page } = friend
  await goHome(page, demo.url)
  const before = await balanceOn(page)
  await click(page, 'Show pay code')
  const old = await payCodeOn(page)
  await page.goto(`${demo.url}/app/cards`)
  await page.getByRole('button', { name: /Lost, stolen or copied/ }).click()
  await click(page, 'Replace it now')
  await page.getByText(/Your new card ends in/).waitFor()
  await keyIn(till.page, demo.url, '150')
  await scan(till.page, old)
  await till.page.getByText('Approved').waitFor({ state: 'detached' })
  await till.page
    .getByText(/not known|not valid|unknown/i)
    .first()
    .waitFor()
  await goHome(page, demo.url)
  expect(await balanceOn(page)).toBe(before)
  await click(page, 'Show pay code')
  const fresh = await payCodeOn(page)
  expect(fresh.slice(0, 8)).not.toBe(old.slice(0, 8))
  await keyIn(till.page, demo.url, '150')
  await scan(till.page, fresh)
  await till.page.getByText('Approved').waitFor()
  await till.page.getByRole('button', { name: 'Next customer' }).click()
})

test('the phone scans the code of a till, sees store and amount, adds a tip and pays [2.2]', async () => {
  const { page } = friend
  await goHome(page, demo.url)
  const before = await balanceOn(page)
  await keyIn(till.page, demo.url, '500')
  const asking = till.page.waitForResponse(
    answer => answer.url().endsWith('/v1/payment-requests') && answer.status() === 201,
  )
  await till.page.getByRole('button', { name: 'Show a QR code to scan' }).click()
  const { token } = (await (await asking).json()) as { token: string }
  await page.goto(`${demo.url}/app/scan`)
  await page.getByLabel('Or paste the code').fill('NOT A CODE')
  await click(page, 'Open')
  await page.getByText('This is no code to pay with here.').waitFor()
  await page.getByLabel('Or paste the code').fill(token)
  await click(page, 'Open')
  const sheet = page.getByRole('dialog')
  await sheet.getByText('Pier 4').waitFor()
  await sheet.getByText('$5.00').first().waitFor()
  await sheet.getByRole('button', { name: /20 percent/ }).click()
  await click(page, 'Pay $6.00')
  await page.getByText('Paid at Pier 4').waitFor()
  await till.page.getByText('Approved').waitFor() // by itself: the event came
  await till.page.getByRole('button', { name: 'Next customer' }).click()
  await click(page, 'Receipt')
  await page.getByText('Tip', { exact: true }).waitFor()
  await click(page, 'E-mail me this receipt')
  await page.getByText('Sent', { exact: true }).waitFor()
  await goHome(page, demo.url)
  await expect.poll(() => balanceOn(page)).toBe(before - 600)
})

test('no page complained, and none asked anybody but us', () => {
  expect([...giver.complaints, ...friend.complaints, ...till.complaints]).toEqual([])
})

/** Who may do what, in a browser: a colleague is invited, a till set up by a code, and a large refund given by two people. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { go, launch, type Visit, visit } from './browser.ts'
import { type Demo, startDemo } from './demo.ts'

let demo: Demo
let browser: Browser
let administrator: Visit
let second: Visit
let support: Visit

const consoleOf = (role: string, at = 0) =>
  `${demo.url}/console/?as=${demo.staff.filter(person => person.role === role)[at]!.personId}`

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), launch()])
  administrator = await visit(browser, consoleOf('administrator'), 'desktop')
  second = await visit(browser, consoleOf('administrator', 1), 'desktop')
  support = await visit(browser, consoleOf('support'), 'desktop')
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('somebody new is invited, and has no access any more when they leave [S10]', async () => {
  const { page } = administrator
  await go(page, 'Staff')
  await page.getByRole('button', { name: 'Invite someone' }).click()
  const sheet = page.getByRole('dialog', { name: 'Invite someone' })
  await sheet.getByLabel('Name').fill('Ada Park')
  await sheet.getByLabel('E-mail').fill('ada.park@harbor-rye.example')
  await sheet.getByRole('button', { name: 'Send the invitation' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Ada Park' })
  await row.getByText('Invited').waitFor()
  await row.getByRole('button', { name: 'Ada Park' }).click()
  await page.getByRole('button', { name: 'End access' }).click()
  const question = page.getByRole('dialog', { name: 'End the access of Ada Park?' })
  await question.getByRole('button', { name: 'End access' }).click()
  await row.getByText('No access').waitFor()
})

test('a new administrator is approved by the other one, not by who asked [S10]', async () => {
  const { page } = second
  await go(page, 'Approvals')
  await page.getByRole('button', { name: 'New administrator' }).click()
  await page.getByRole('button', { name: 'Withdraw' }).waitFor()
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  const other = administrator.page
  await go(other, 'Approvals')
  await other.getByRole('button', { name: 'New administrator' }).click()
  await other.getByRole('button', { name: 'Approve' }).click()
  const question = other.getByRole('dialog', { name: 'Make this person an administrator?' })
  await question.getByRole('button', { name: 'Approve' }).click()
  await question.waitFor({ state: 'hidden' })
  await go(other, 'Staff')
  const row = other.getByRole('row').filter({ hasText: 'Chloe Martin' })
  await row.getByText('Administrator', { exact: true }).waitFor()
})

test('a till is added, set up with the code from the console, and somebody works at it [S10]', async () => {
  const { page } = administrator
  await go(page, 'Tills')
  await page.getByRole('button', { name: 'Add a till' }).click()
  const sheet = page.getByRole('dialog', { name: 'Add a till' })
  await sheet.getByLabel('Name').fill('Garden till')
  await sheet.getByLabel('Store').selectOption({ label: 'Pier 4' })
  await sheet.getByRole('button', { name: 'Add the till' }).click()
  await page.getByRole('button', { name: 'Make a code' }).click()
  const code = await page.locator('.enrolment__code').innerText()
  expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/)

  const till = await visit(browser, `${demo.url}/till/`, 'tablet')
  await till.page.getByRole('button', { name: 'Set up this till' }).click()
  await till.page.getByLabel('Code from the console').fill(code.toLowerCase())
  await till.page.getByRole('button', { name: 'Set it up' }).click()
  await till.page.getByText('This device is Garden till, Pier 4').waitFor()
  await till.page.getByRole('button', { name: 'Pier 4, Garden till' }).click()
  await till.page.getByRole('button', { name: 'Jonas Weber' }).click()
  await till.page.getByRole('button', { name: 'Flat white, $4.20' }).waitFor()
  expect(till.complaints).toEqual([])
  await till.context.close()

  await page.reload()
  await page.getByRole('row').filter({ hasText: 'Garden till' }).getByText('Active').waitFor()
})

test('a refund above the limit is asked for by one person and given by another [S10] [A9]', async () => {
  const admin = administrator.page
  await limitRefunds(0)
  const { page } = support
  await go(page, 'Payments')
  await page.getByRole('row').nth(1).getByRole('button').first().click()
  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  await page.getByLabel('Reason').fill('wrong order')
  await page.getByRole('button', { name: /^Refund \$/ }).click()
  const question = page.getByRole('dialog', { name: /back to/ })
  await question.getByRole('button', { name: /^Give back/ }).click()
  await question.getByRole('button', { name: 'Ask a second person' }).click()
  await page.getByText('it waits under Approvals').waitFor()

  await go(page, 'Approvals')
  await page.getByRole('button', { name: 'Refund' }).first().click()
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0)

  await approveRefund(admin, 'wrong order')
})

test('at a till, too: the cashier asks, the till says that it waits, and another person gives it [S10]', async () => {
  const { page, complaints, context } = await visit(browser, demo.till, 'tablet')
  await page.getByRole('link', { name: /Payments/ }).click()
  // The demo has given some of its payments back already.
  const whole = page.getByRole('button', { name: /\$\d/ }).filter({ hasNotText: /refunded|voided|hold/i })
  await whole.first().click()
  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  await page.getByRole('button', { name: 'Charged twice' }).click()
  await page.getByRole('button', { name: /^Refund \$/ }).click()
  await page.getByRole('button', { name: /^Yes, refund/ }).click()
  const refused = page.getByRole('dialog', { name: 'This is above what you may give back alone.' })
  await refused.getByRole('button', { name: 'Ask for approval' }).click()
  const waiting = page.getByRole('dialog', { name: 'Waiting for approval' })
  await waiting.getByRole('button', { name: 'Done' }).click()
  await waiting.waitFor({ state: 'hidden' })
  expect(complaints).toEqual([])
  await context.close()

  const admin = administrator.page
  await admin.reload()
  await approveRefund(admin, 'Charged twice')
})

/** The one that was asked for last. */
async function approveRefund(page: Page, reason: string): Promise<void> {
  await go(page, 'Approvals')
  await page.getByRole('button', { name: 'Refund' }).first().click()
  await page.getByRole('button', { name: 'Approve' }).click()
  const decision = page.getByRole('dialog', { name: /^Give .* back\?$/ })
  await decision.getByRole('button', { name: 'Approve' }).click()
  await decision.waitFor({ state: 'hidden' })
  await page.getByText('All', { exact: true }).click()
  await page.getByRole('row').filter({ hasText: reason }).getByText('Approved').waitFor()
}

/** Nobody gives more than this back alone; by the command line, which signs in for itself. */
async function limitRefunds(staffRefundMaximum: number): Promise<void> {
  const who = demo.staff.find(person => person.role === 'administrator')!.personId
  const body = {
    tip: { percent: 30, amount: 1_000, hours: 24 },
    holdHours: 24,
    refundOrder: 'lastFirst',
    cashierRefundMaximum: 0,
    staffRefundMaximum,
    refundTermDays: 90,
  }
  const words = ['call', 'PUT', '/v1/payment-settings', JSON.stringify(body), '--as', who]
  const { code, stderr } = await demo.run(...words)
  expect([code, stderr]).toEqual([0, ''])
}

test('break-glass on the server shows in every console [S10]', async () => {
  const lead = demo.staff.find(person => person.role === 'shiftLead')!
  const granted = await demo.run('break-glass', '--staff', lead.personId, '--reason', 'Nobody else can be reached')
  expect([granted.code, granted.stderr]).toEqual([0, expect.stringContaining(`${lead.name} is an administrator until`)])
  const { page } = support
  await page.reload()
  await page.getByText(`Emergency access: ${lead.name}`).waitFor()
  await page.getByText('Nobody else can be reached').waitFor()
})

test('no page complained, and none asked anybody but us', () => {
  expect([...administrator.complaints, ...second.complaints, ...support.complaints]).toEqual([])
})

/** The console in a browser: a bulk load is proposed by one person, approved by another and undone; printed cards are downloaded once. */
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { go, launch, type Visit, visit } from './browser.ts'
import { type Demo, startDemo } from './demo.ts'

let demo: Demo
let browser: Browser
let proposer: Visit
let approver: Visit

const consoleOf = (role: string) =>
  `${demo.url}/console/?as=${demo.staff.find(person => person.role === role)!.personId}`

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), launch()])
  proposer = await visit(browser, consoleOf('finance'), 'desktop')
  approver = await visit(browser, consoleOf('administrator'), 'tablet')
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

test('a list is previewed with what is wrong with each line [3.2]', async () => {
  const { page } = proposer
  const [first, second] = demo.customers
  await go(page, 'Bulk loads')
  await page.getByRole('button', { name: 'New bulk load' }).click()
  await page.getByLabel('Name').fill('Harbour pilots, November')
  const lines = [
    'Member,Amount',
    `${first!.personId},12.50`,
    `${second!.personId},7.00`,
    'nobody@example.com,5',
    `${first!.personId},ten`,
  ]
  const buffer = Buffer.from(`${lines.join('\n')}\n`)
  await page.getByLabel('CSV file').setInputFiles({ name: 'pilots.csv', mimeType: 'text/csv', buffer })
  await page.getByText('4 lines').waitFor()
  await page.getByRole('button', { name: 'Preview' }).click()
  await page.getByRole('heading', { name: 'Harbour pilots, November' }).waitFor()
  await page.getByText('The amount "ten" is not a number.').waitFor()
  await page.getByRole('tab', { name: /Ready/ }).click()
  await page.getByRole('cell', { name: '$12.50' }).waitFor()
  await page.getByText('$19.50').first().waitFor()
})

test('who proposed it can not approve it; another person does, and then it is loaded [3.2]', async () => {
  expect(await proposer.page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  await proposer.page.getByText('Waits for another person').waitFor()
  const { page } = approver
  await go(page, 'Bulk loads')
  await page.getByRole('button', { name: 'Harbour pilots, November' }).click()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.getByRole('button', { name: 'Load $19.50' }).click()
  await page.getByRole('region', { name: 'Figures of the bulk load' }).getByText('2 lines').nth(1).waitFor()
  await page.getByRole('button', { name: 'Undo' }).waitFor()
})

test('what nobody has spent is taken back [3.2]', async () => {
  const { page } = approver
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Take back', exact: true }).click()
  await page.getByText('$0.00 was spent and stays').waitFor()
  await expect.poll(() => page.getByText('Taken back').count()).toBeGreaterThan(1)
})

/** The second person lets the numbers of the batch go. */
async function release(page: Page): Promise<void> {
  await go(page, 'Approvals')
  await page.getByRole('button', { name: 'Card numbers' }).click()
  await page.getByRole('button', { name: 'Approve' }).click()
  const question = page.getByRole('dialog', { name: 'Release the numbers and PINs?' })
  await question.getByRole('button', { name: 'Approve' }).click()
  await question.waitFor({ state: 'hidden' })
}

test('a batch of cards is made, and its numbers are downloaded once, when a second person has released them [4.1] [S10]', async () => {
  const { page } = proposer
  await go(page, 'Card batches')
  await page.getByRole('button', { name: 'Order cards' }).click()
  await page.getByLabel('Name').fill('Winter rack')
  await page.getByLabel('Number of cards').fill('3')
  await page.getByRole('button', { name: 'Order 3 cards' }).click()
  await page.getByRole('button', { name: 'Ask for the download' }).click()
  await page.getByLabel('Reason').fill('for the printer')
  await page.getByRole('button', { name: 'Ask a second person' }).click()
  await page.getByText('releases it under Approvals').waitFor()
  await release(approver.page)
  await page.reload()
  await page.getByRole('button', { name: 'Winter rack' }).click()
  await page.getByRole('button', { name: 'Download for the printer' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download once' }).click(),
  ])
  const csv = await readFile(await download.path(), 'utf8')
  expect(csv.trim().split(/\r?\n/)).toHaveLength(4)
  await page.getByText('nobody can get the numbers again').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Winter rack' }).click()
  await page.getByText('With the printer').first().waitFor()
  expect(await page.getByRole('button', { name: 'Download for the printer' }).count()).toBe(0)
})

test('no page complained, and none asked anybody but us', () => {
  expect([...proposer.complaints, ...approver.complaints]).toEqual([])
})

/** A deployment without the sandbox, from its first administrator to the first payment: nobody is anybody without a proof. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestSmtp, testSmtp } from '../../server/test/smtp.ts'
import { type Authenticator, addAuthenticator } from './authenticator.ts'
import { launch, type Visit, visit } from './browser.ts'
import { type LiveServer, startLive } from './deployment.ts'
import { balanceOn, goHome, isHome, keyIn, payCodeOn, scan } from './phone.ts'
import { takePicture } from './sign-in-pictures.ts'

const administrator = 'ada@brand.example'
const manager = 'mona@brand.example'
const support = 'sam@brand.example'
const customer = 'noor@mail.example'
let smtp: TestSmtp
let live: LiveServer
let browser: Browser
let desk: Visit
let till: Visit
let phone: Visit
let adas: Authenticator

beforeAll(async () => {
  smtp = await testSmtp()
  ;[live, browser] = await Promise.all([startLive({ RINGFENCE_SMTP_URL: smtp.url }), launch()])
  desk = await visit(browser, `${live.url}/console/`, 'desktop')
  till = await visit(browser, `${live.url}/till/`, 'tablet')
  phone = await visit(browser, `${live.url}/app/`, 'phone')
  adas = await addAuthenticator(desk.page)
  await Promise.all([addAuthenticator(till.page), addAuthenticator(phone.page)])
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await live?.stop()
  await smtp?.close()
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })

/** What stands in the latest mail to somebody. */
async function mailed(to: string, what: RegExp): Promise<string> {
  const found = () => {
    const mail = smtp.received.filter(({ recipients }) => recipients.includes(to)).at(-1)
    return what.exec(mail?.mail.text ?? '')?.[0]
  }
  await expect.poll(found, { timeout: 20_000 }).toBeDefined()
  return found()!
}

async function acceptInvitation(page: Page, path: string): Promise<void> {
  await page.goto(live.url + path)
  await button(page, 'Make my passkey').click()
  await page.getByRole('heading', { name: 'That is all' }).waitFor()
}

async function signInToConsole(page: Page): Promise<void> {
  await page.goto(`${live.url}/console/`)
  await button(page, 'Sign in with a passkey').click()
  await button(page, 'Use a passkey').click()
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
}

async function go(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

/** Does what is asked for a fresh proof, gives it in the window that opens, and comes back. */
async function confirming(page: Page, carried: Authenticator, deed: () => Promise<void>): Promise<void> {
  await deed()
  const question = page.getByRole('dialog', { name: 'Confirm that it is you' })
  await question.waitFor()
  const opening = page.context().waitForEvent('page')
  await button(page, 'Use my passkey').click()
  const proof = await opening
  const here = await addAuthenticator(proof)
  await here.copyFrom(carried)
  await proof.getByRole('heading', { name: 'Confirm that it is you' }).waitFor()
  const closed = proof.waitForEvent('close')
  await button(proof, 'Use a passkey').click()
  await closed
  await question.waitFor({ state: 'hidden' })
}

test('the first administrator comes in by the command line and a passkey of their own [S4] [S10]', async () => {
  const words = ['administrators', 'first', '--name', 'Ada Park', '--email', administrator]
  const made = await live.run(...words)
  const path = /\/sign-in\/invitation#[\w-]+/.exec(made.stdout + made.stderr)
  expect(path).not.toBeNull()
  await acceptInvitation(desk.page, path![0])
  await signInToConsole(desk.page)
  expect((await live.run(...words)).code).toBe(1)
})

test('without the sandbox nobody can be chosen from a list, at no app [S4]', async () => {
  for (const operation of ['people', 'terminals']) {
    expect((await fetch(`${live.url}/v1/sandbox/${operation}`)).status).toBe(404)
  }
  expect(await till.page.getByText('Who works here now?').count()).toBe(0)
  expect(await phone.page.getByText('Who are you today?').count()).toBe(0)
})

test('a sign-in of ten minutes ago invites nobody: the passkey is asked for again, and then the invitation goes out [S4] [S10]', async () => {
  const { page } = desk
  await live.makeSignInsOlder(10)
  await page.reload()
  await go(page, 'Staff')
  await confirming(page, adas, () => invite(page, 'Mona Ruiz', manager, 'Store manager'))
  await page.getByRole('row').filter({ hasText: 'Mona Ruiz' }).getByText('Invited').waitFor()
  await invite(page, 'Sam Okoye', support, 'Support') // the proof is fresh now
  await page.getByRole('row').filter({ hasText: 'Sam Okoye' }).getByText('Invited').waitFor()
})

async function invite(page: Page, name: string, email: string, role: string): Promise<void> {
  await button(page, 'Invite someone').click()
  const sheet = page.getByRole('dialog', { name: 'Invite someone' })
  await sheet.getByLabel('Name').fill(name)
  await sheet.getByLabel('E-mail').fill(email)
  await sheet.getByLabel('Role').selectOption({ label: role })
  await button(page, 'Send the invitation').click()
}

test('a till is set up by a code, and its store manager signs in there with a passkey, goes on after a reload, and signs out [S3] [S4] [S10]', async () => {
  const { page } = desk
  await go(page, 'Tills')
  await button(page, 'Add a till').click()
  const sheet = page.getByRole('dialog', { name: 'Add a till' })
  await sheet.getByLabel('Name').fill('Till 1')
  await button(page, 'Add the till').click()
  await button(page, 'Make a code').click()
  const code = await page.locator('.enrolment__code').innerText()

  await acceptInvitation(till.page, await mailed(manager, /\/sign-in\/invitation#[\w-]+/))
  await till.page.goto(`${live.url}/till/`)
  await takePicture(till.page, 'till-new', ['tablet', 'phone'])
  await till.page.getByLabel('Code from the console').fill(code)
  await button(till.page, 'Set it up').click()
  await button(till.page, 'Sign in with a passkey').waitFor()
  await takePicture(till.page, 'till', ['tablet', 'phone'])
  await signInAtTill(till.page)
  await till.page.reload()
  await button(till.page, 'Amount').waitFor()
  await button(till.page, 'Mona Ruiz, sign out').click()
  await button(till.page, 'Sign out').click()
  await button(till.page, 'Sign in with a passkey').waitFor()
  await till.page.reload()
  await signInAtTill(till.page)
})

async function signInAtTill(page: Page): Promise<void> {
  await button(page, 'Sign in with a passkey').click()
  await button(page, 'Use a passkey').click()
  await button(page, 'Amount').waitFor()
}

test('somebody new asks for a code as everybody does, says a name, and has a wallet that pays on this phone [S4] [A13]', async () => {
  const { page } = phone
  await takePicture(page, 'app', ['phone'])
  await button(page, 'Sign in').click()
  await page.getByLabel('E-mail').fill(customer)
  await takePicture(page, 'ask', ['phone', 'tablet'])
  await button(page, 'Send me a code').click()
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
  await page.getByLabel('Code').fill(await mailed(customer, /\d{4} \d{4}/))
  await button(page, 'Sign in').click()
  await page.getByRole('heading', { name: 'Nice to meet you' }).waitFor()
  await takePicture(page, 'name', ['phone', 'tablet'])
  await page.getByLabel('First name').fill('Noor')
  await page.getByLabel('Last name').fill('Haddad')
  await button(page, 'Open my wallet').click()
  await button(page, 'Add a passkey').click()
  await isHome(page)
  expect(await balanceOn(page)).toBe(0)
})

test('cash that is loaded at the till is on the phone, and the phone’s code pays with it [2.3]', async () => {
  await till.page.getByRole('link', { name: 'Load cash' }).click()
  await button(till.page, '$25').click()
  await button(phone.page, 'Show pay code').click()
  const loadedWith = await payCodeOn(phone.page)
  await scan(till.page, loadedWith)
  await till.page.getByRole('dialog', { name: 'Loaded' }).waitFor()
  await button(till.page, 'Done').click()
  await goHome(phone.page, live.url)
  await expect.poll(() => balanceOn(phone.page)).toBe(2500)

  await button(phone.page, 'Show pay code').click()
  await expect.poll(() => payCodeOn(phone.page), { timeout: 65_000, interval: 500 }).not.toBe(loadedWith)
  await keyIn(till.page, live.url, '450')
  await scan(till.page, await payCodeOn(phone.page))
  await till.page.getByText('Approved').waitFor()
  await goHome(phone.page, live.url)
  await expect.poll(() => balanceOn(phone.page)).toBe(2050)
})

test('money goes back from a desk only with a passkey of the last five minutes [S4]', async () => {
  const office = await visit(browser, `${live.url}/console/`, 'desktop')
  const { page } = office
  const sams = await addAuthenticator(page)
  await acceptInvitation(page, await mailed(support, /\/sign-in\/invitation#[\w-]+/))
  await signInToConsole(page)
  await live.makeSignInsOlder(10)
  await page.reload()
  await go(page, 'Payments')
  await page.getByRole('row').filter({ hasText: '$4.50' }).getByRole('button').first().click()
  await button(page, 'Refund').click()
  await page.getByLabel('Reason').fill('wrong order')
  await button(page, 'Refund $4.50').click()
  const question = page.getByRole('dialog', { name: /back to/ })
  await confirming(page, sams, () => button(page, /^Give back/).click())
  await question.waitFor({ state: 'hidden' })
  await expect.poll(() => balanceOn(phone.page)).toBe(2500) // the phone heard of it
  expect(office.complaints).toEqual([])
})

test('the books balance, and no page complained or asked anybody but us [S20]', async () => {
  const proof = await live.run('ledger', 'prove', '--json')
  expect(JSON.parse(proof.stdout)).toMatchObject({ ok: true })
  expect([...desk.complaints, ...till.complaints, ...phone.complaints]).toEqual([])
})

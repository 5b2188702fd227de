/** Signing in for real: a customer by e-mail code and then by passkey, staff by invitation; a sign-in is ended from the console. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestSmtp, testSmtp } from '../../server/test/smtp.ts'
import { addAuthenticator } from './authenticator.ts'
import { launch, type Visit, visit } from './browser.ts'
import { type Demo, startDemo } from './demo.ts'
import { isHome } from './phone.ts'
import { takePicture } from './sign-in-pictures.ts'

let smtp: TestSmtp
let demo: Demo
let browser: Browser
let phone: Visit
let desk: Visit
let customer: { email: string; firstName: string }

beforeAll(async () => {
  smtp = await testSmtp()
  const environment = { RINGFENCE_SMTP_URL: smtp.url }
  ;[demo, browser] = await Promise.all([startDemo({ host: 'localhost', environment }), launch()])
  const me = await demo.run('call', '--json', '--as', 'customer', 'GET', '/v1/me')
  customer = JSON.parse(me.stdout).body
  phone = await visit(browser, `${demo.url}/app/`, 'phone')
  desk = await visit(browser, `${demo.url}/console/`, 'desktop')
  await Promise.all([addAuthenticator(phone.page), addAuthenticator(desk.page)])
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
  await smtp?.close()
})

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** The demo writes to them of other things, too. */
async function mailedCode(): Promise<string> {
  const ours = () => smtp.received.filter(({ recipients }) => recipients.includes(customer.email))
  const codes = () => ours().flatMap(({ mail }) => /\b\d{4} \d{4}\b/.exec(mail.text ?? '') ?? [])
  await expect.poll(() => codes().length, { timeout: 20_000 }).toBeGreaterThan(0)
  return codes().at(-1)!
}

/** As over a slow network: the script comes long after the page. */
async function delayScript(page: Page): Promise<void> {
  await page.route('**/sign-in/page.js', async route => {
    await new Promise(resolve => setTimeout(resolve, 1_500))
    await route.continue()
  })
}

test('a customer signs in with a code from their mail and adds a passkey [S4]', async () => {
  const { page } = phone
  await delayScript(page)
  await button(page, 'Sign in').click()
  await page.getByLabel('E-mail').waitFor()
  await takePicture(page, 'sign-in')
  await page.getByLabel('E-mail').fill(customer.email)
  await button(page, 'Send me a code').click()
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
  await takePicture(page, 'code')
  await page.getByLabel('Code').fill('0000 0000')
  await button(page, 'Sign in').click()
  await page.getByRole('alert').getByText('That code is not right').waitFor()
  await page.getByLabel('Code').fill(await mailedCode())
  await button(page, 'Sign in').click()
  await page.getByRole('heading', { name: 'Next time, one touch' }).waitFor()
  await takePicture(page, 'add-passkey')
  await button(page, 'Add a passkey').click()
  await isHome(page)
})

test('the pay code works: its secret came sealed to this device [S4]', async () => {
  const { page } = phone
  await page.goto(`${demo.url}/app/pay`)
  await page
    .getByText(/^[0-9A-Z]{4} ?[0-9A-Z]{4}/)
    .first()
    .waitFor()
})

test('no token lies where a script of another page could read it [S20]', async () => {
  const { page } = phone
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]))
  expect(kept).not.toMatch(/eyJ|refresh|token/i)
})

test('after signing out, the passkey alone signs in again [S4]', async () => {
  const { page } = phone
  await page.goto(`${demo.url}/app/you`)
  await page.getByRole('list', { name: 'Sign-ins' }).getByText('Here').waitFor()
  await button(page, 'Sign out').click()
  await button(page, 'Sign in').click()
  await button(page, 'Use a passkey').click()
  await isHome(page)
})

test('a member of staff makes a passkey by an invitation that works once, and works in the console [S4] [A26]', async () => {
  const { page } = desk
  await delayScript(page)
  const administrator = demo.staff.find(person => person.role === 'administrator')!
  const invited = await demo.run('staff', 'invite', administrator.personId, '--json')
  const { link } = JSON.parse(invited.stdout) as { link: string }
  await page.goto(link)
  await takePicture(page, 'invitation')
  await button(page, 'Make my passkey').click()
  await page.getByRole('heading', { name: 'That is all' }).waitFor()
  await page.goto(`${demo.url}/app/`)
  await page.goto(link)
  await button(page, 'Make my passkey').click()
  await page.getByRole('alert').waitFor()
  await page.goto(`${demo.url}/console/`)
  await button(page, 'Sign in with a passkey').click()
  await button(page, 'Use a passkey').waitFor()
  expect(await page.getByLabel('E-mail').count()).toBe(0)
  await takePicture(page, 'staff')
  await button(page, 'Use a passkey').click()
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
})

test('a sign-in that is ended from the console stops the app [S3]', async () => {
  const { page } = desk
  await page.goto(`${demo.url}/console/customers`)
  await page.getByRole('searchbox').fill(customer.email)
  await page
    .getByRole('link', { name: new RegExp(customer.firstName) })
    .or(page.getByRole('button', { name: new RegExp(customer.firstName) }))
    .first()
    .click()
  await page
    .getByRole('list', { name: 'Sign-ins' })
    .getByRole('button', { name: /^Sign out on/ })
    .first()
    .click()
  await page.getByText('Signed in nowhere').waitFor()
  await phone.page.goto(`${demo.url}/app/activity`)
  await button(phone.page, 'Sign in').waitFor({ timeout: 90_000 })
}, 120_000)

test('no page complained, and none asked anybody but us [S20]', () => {
  expect([...phone.complaints, ...desk.complaints]).toEqual([])
})

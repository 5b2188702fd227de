/** Chromium from the npm package, with arguments of our own: the package's would run everything in one process. */
import { mkdir } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { isOpen } from './open-pages.ts'

export const sizes = {
  phone: { width: 390, height: 844 },
  tablet: { width: 1180, height: 820 },
  desktop: { width: 1440, height: 900 },
} as const

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: await unpack(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  })
}

/** The package unpacks into the system's temporary directory: give it one of our own, lest users of a machine meet there. */
async function unpack(): Promise<string> {
  const before = process.env.TMPDIR
  const own = join(tmpdir(), `ringfence-chromium-${userInfo().uid}`)
  await mkdir(own, { recursive: true, mode: 0o700 })
  process.env.TMPDIR = own
  try {
    return await sparticuz.executablePath()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** What the page complained about, and requests that left our origin: both must stay empty. */
  readonly complaints: string[]
}

/** A fresh visitor with one page at a size. */
export async function visit(browser: Browser, url: string, size: keyof typeof sizes): Promise<Visit> {
  const context = await browser.newContext({ viewport: sizes[size], locale: 'en-US', timezoneId: 'America/New_York' })
  const page = await context.newPage()
  isOpen(page)
  const complaints: string[] = []
  const origin = new URL(url).origin
  page.on('pageerror', error => complaints.push(`error: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text())
  })
  context.on('request', request => {
    const target = new URL(request.url())
    if (/^https?:$/.test(target.protocol) && target.origin !== origin)
      complaints.push(`foreign request: ${request.url()}`)
  })
  await page.goto(url)
  return { context, page, complaints }
}

/** To another page of the console, by its navigation. */
export async function go(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

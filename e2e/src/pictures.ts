/** Makes docs/pictures/ringfence.png from the running demo: `npm run pictures`. */
import { writeFile } from 'node:fs/promises'
import { launch, sizes, type Visit, visit } from './browser.ts'
import { startDemo } from './demo.ts'
import { isHome } from './phone.ts'

const demo = await startDemo()
const browser = await launch()
try {
  const phone = await visit(browser, demo.customer, 'phone')
  await isHome(phone.page)
  const home = await shoot(phone)
  await phone.page.getByRole('button', { name: 'Show pay code' }).click()
  await phone.page.getByRole('img', { name: 'QR code to pay' }).waitFor()
  await phone.page.getByRole('img', { name: 'Barcode to pay' }).waitFor()
  const code = await shoot(phone)

  const till = await visit(browser, demo.till, 'tablet')
  await till.page.getByRole('button', { name: 'Flat white, $4.20' }).click()
  await till.page.getByRole('dialog').getByRole('button', { name: /Add/ }).click()
  await till.page.getByRole('tab', { name: 'Bakery' }).click()
  await till.page.getByRole('button', { name: /Rye cookie/ }).click()
  await till.page.getByRole('button', { name: '10%' }).click()
  const basket = await shoot(till)

  const office = await visit(browser, demo.console, 'desktop')
  await office.page.getByRole('heading', { name: /When people come/ }).waitFor()
  const today = await shoot(office)
  await writeFile('docs/pictures/ringfence.png', await compose(home, code, basket, today))
} finally {
  await browser.close()
  await demo.stop()
}

/** A still picture, after fonts and transitions have settled. */
async function shoot({ page }: Visit): Promise<string> {
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(1_200)
  return (await page.screenshot()).toString('base64')
}

/** Two phones before the till and the console, on the brand's paper. */
async function compose(home: string, code: string, basket: string, today: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 }, deviceScaleFactor: 1 })
  const picture = (data: string, style: string) => `<img src="data:image/png;base64,${data}" style="${style}">`
  const { width, height } = sizes.phone
  const phoneWidth = 250
  const phoneHeight = Math.round((phoneWidth * height) / width)
  await page.setContent(`<style>
    body{margin:0;width:1600px;height:900px;background:#f3eee6;position:relative;overflow:hidden}
    img{position:absolute;border-radius:14px;box-shadow:0 12px 40px rgb(18 60 74/.28)}</style>
    ${picture(today, 'left:560px;top:40px;width:1000px')}
    ${picture(basket, 'left:700px;top:300px;width:800px')}
    ${picture(home, `left:60px;top:60px;width:${phoneWidth}px;height:${phoneHeight}px;border-radius:26px`)}
    ${picture(code, `left:350px;top:260px;width:${phoneWidth}px;height:${phoneHeight}px;border-radius:26px`)}`)
  await page.waitForTimeout(500)
  return page.screenshot({ type: 'png' })
}

// An open page stays current without a reload, and leaves its reader's focus, text, open details and place alone.
import { afterAll, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { startServiceNow } from '../../local/servicenow/server.ts'
import { startFilled } from './filled.ts'
import { openBrowser } from './open-browser.ts'

const filled = await startFilled()
const browser = await openBrowser()
afterAll(() => filled.close())

const { servicenow } = filled

/** The page, which would lose this mark by a reload. */
const openPage = async (address: string): Promise<Page> => {
  const page = await browser.newPage()
  await page.goto(address)
  await page.evaluate('window.isSame = true')
  return page
}

const isSame = (page: Page): Promise<unknown> => page.evaluate('window.isSame')

test('a pushed case appears in the list, and typed text and focus stay', async () => {
  const page = await openPage(servicenow.url)
  await page.locator('#q').pressSequentially('live')
  await page.waitForSelector('text=None with “live”.')
  await filled.push({ savedObjectId: 'live-1', title: 'Pushed while the list is open' })
  await page.waitForSelector('text=Pushed while the list is open')
  await page.keyboard.type('-1')
  await page.waitForURL(/\?q=live-1$/)
  expect(await page.inputValue('#q')).toBe('live-1')
  expect(await isSame(page)).toBe(true)
  await page.close()
})

test('a search without the script is a form', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(servicenow.url)
  await page.fill('#q', 'unbroken')
  await page.locator('button:text("Search")').click()
  await page.waitForURL(/\?q=unbroken$/)
  expect(await page.locator('#incident tbody tr').count()).toBe(1)
  await context.close()
})

test('a comment and its request appear on the incident’s page, and open details, focus and place stay', async () => {
  const page = await openPage(filled.pageOf('lost'))
  const details = page.locator('.requests details').first()
  await details.locator('summary').click()
  await page.evaluate('window.scrollTo(0, 200)')
  await filled.push({
    savedObjectId: 'lost',
    title: 'Renamed',
    comments: [{ commentId: 'new', comment: 'Seen live.' }],
  })
  await page.waitForSelector('.stream >> text=Seen live.')
  await page.waitForSelector('h1:text("Renamed")')
  expect(await page.title()).toContain('Renamed')
  expect(await page.locator('.requests').innerText()).toContain('Update incident')
  expect(await details.getAttribute('open')).toBe('')
  expect(await page.evaluate('document.activeElement.localName')).toBe('summary')
  expect(await page.evaluate('scrollY')).toBeGreaterThan(0)
  expect(await isSame(page)).toBe(true)
  await page.close()
})

test('a half filled order, and why it was rejected, are kept while the panel around it changes', async () => {
  const page = await openPage(`${servicenow.url}/faults`)
  await page.check('#kind-status')
  await page.fill('[name="status.text"]', 'tea')
  await page.click('text=Order this fault')
  await page.waitForSelector('[role=alert]')
  await page.fill('[name="status.status"]', '418')
  servicenow.addFault({ fault: { kind: 'slow', delayMs: 1 } })
  await page.waitForSelector('.orders >> text=slow')
  expect(await page.inputValue('[name="status.status"]')).toBe('418')
  expect(await page.isChecked('#kind-status')).toBe(true)
  expect(await page.locator('[role=alert]').innerText()).toContain('Nothing was ordered')
  servicenow.clearFaults()
  await page.close()
})

test('a page that nobody sees asks for nothing', async () => {
  const page = await openPage(servicenow.url)
  let asked = 0
  await page.waitForRequest(servicenow.url + '/')
  await page.evaluate('Object.defineProperty(document, "hidden", { get: () => true, configurable: true })')
  await page.waitForTimeout(1_500)
  page.on('request', () => (asked += 1))
  await page.waitForTimeout(2_500)
  expect(asked).toBe(0)
  await page.evaluate('delete document.hidden; document.dispatchEvent(new Event("visibilitychange"))')
  await page.waitForRequest(servicenow.url + '/')
  await page.close()
})

test('a stand-in with an open page stops at once; the page says so, and is current when it is back', async () => {
  const first = await startServiceNow()
  const page = await openPage(first.url)
  await page.waitForResponse(first.url + '/')
  await first.close()
  const connection = page.locator('#connection')
  await connection.filter({ hasText: 'does not answer' }).waitFor()
  const again = await startServiceNow({ port: Number(new URL(first.url).port) })
  again.addFault({ fault: { kind: 'hang' } })
  await page.waitForSelector('text=Ordered')
  expect(await connection.innerText()).toBe('')
  expect(await isSame(page)).toBe(true)
  await again.close()
  await page.close()
})

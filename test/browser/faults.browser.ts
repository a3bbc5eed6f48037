// From the panel to the incident, by clicks alone, with the script and without: a lost answer is ordered, a case is
// pushed, and one sees it being found.
import { afterAll, expect, test } from '@jest/globals'
import { httpEvent, withParams } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'
import { openBrowser } from './open-browser.ts'

const api = await startHttpApi()
const browser = await openBrowser()
afterAll(() => api.close())

const { servicenow } = api

test.each([true, false])('a lost create is ordered by click and seen being found; script: %p', async (hasScript) => {
  const context = await browser.newContext({ javaScriptEnabled: hasScript })
  const page = await context.newPage()
  await page.goto(servicenow.url)
  await page.click('text=Faults')
  await page.click('li:has-text("its answer is lost") >> button >> nth=0')
  await page.waitForSelector('text=Ordered: 1')
  expect(servicenow.faults()).toMatchObject([{ fault: { kind: 'reset', commit: true } }])
  const { body } = await api.send(withParams(httpEvent('comments-only'), { savedObjectId: `found-${hasScript}` }))
  await page.goto((body['data'] as { url: string }).url)
  const items = await page.locator('.requests > li').allInnerTexts()
  const lost = items.findIndex((text) => text.includes('Answer lost: connection reset after the write was done'))
  expect(items[lost]).toContain('Create incident')
  expect(items[lost + 1]).toMatch(/Look up incident by correlation_id[^]*1 row: INC/)
  expect(items.filter((text) => text.includes('Create incident'))).toHaveLength(1)
  await context.close()
})

test('orders are taken back by click, one or all', async () => {
  const page = await browser.newPage()
  for (const kind of ['hang', 'accepted', 'redirect'] as const)
    servicenow.addFault({ on: { path: '/none' }, fault: { kind } })
  await page.goto(`${servicenow.url}/faults`)
  await page.locator('#pending li', { hasText: 'accepted' }).getByRole('button').click()
  await page.waitForSelector('text=Ordered: 2')
  expect(servicenow.faults().map(({ fault }) => fault.kind)).toEqual(['hang', 'redirect'])
  await page.click('text=Take all back')
  await page.waitForSelector('text=Ordered: 0')
  expect(servicenow.faults()).toEqual([])
  await page.close()
})

test('the form shows the fields of the kind that is chosen, and orders it', async () => {
  const page = await browser.newPage()
  await page.goto(`${servicenow.url}/faults`)
  expect(await page.isVisible('[name="slow.delayMs"]')).toBe(false)
  await page.check('#kind-slow')
  await page.fill('[name="slow.delayMs"]', '5')
  await page.selectOption('[name="on.method"]', 'PATCH')
  await page.click('text=Order this fault')
  await page.waitForSelector('text=Ordered: 1')
  expect(servicenow.faults()).toMatchObject([{ on: { method: 'PATCH' }, fault: { kind: 'slow', delayMs: 5 } }])
  servicenow.clearFaults()
  await page.close()
})

test('the page of another site cannot take a fault back', async () => {
  servicenow.addFault({ on: { path: '/none' }, fault: { kind: 'hang' } })
  const page = await browser.newPage()
  await page.route('http://other.example/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="${servicenow.url}/faults/take-back"><button>x</button></form>`,
    }),
  )
  await page.goto('http://other.example/')
  await page.click('button')
  await page.waitForSelector('text=Refused')
  expect(servicenow.faults()).toHaveLength(1)
  await page.close()
})

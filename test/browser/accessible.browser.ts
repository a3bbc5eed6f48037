// Every page at the widths of a phone and of a desk, light and dark: axe-core finds no violation, and nothing makes the
// page scroll sideways.
import { afterAll, describe, expect, test } from '@jest/globals'
import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { startFilled } from './filled.ts'
import { openBrowser } from './open-browser.ts'

const filled = await startFilled()
const browser = await openBrowser()
afterAll(() => filled.close())

const { url } = filled.servicenow

const PAGES: [name: string, open: (page: Page) => Promise<unknown>][] = [
  ['the list', (page) => page.goto(url)],
  ['a search without a result', (page) => page.goto(`${url}/?q=nothing`)],
  ['an incident whose create was lost', (page) => page.goto(filled.pageOf('lost'))],
  ['an incident with many comments', (page) => page.goto(filled.pageOf('many'))],
  ['an incident with an unbroken title', (page) => page.goto(filled.pageOf('unbroken'))],
  ['the requests', (page) => page.goto(`${url}/requests`)],
  ['the faults', (page) => page.goto(`${url}/faults`)],
  ['a rejected order', orderNothing],
  ['a page that is not there', (page) => page.goto(`${url}/nav_to.do`)],
]

async function orderNothing(page: Page): Promise<void> {
  await page.goto(`${url}/faults`)
  await page.check('#kind-late-commit')
  await page.click('button:text("Order this fault")')
  await page.waitForSelector('[role=alert]')
}

const violationsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

describe.each([390, 1280])('%i px wide', (width) => {
  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    test.each(PAGES)('%s is accessible, and does not scroll sideways', async (_, open) => {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
      await open(page)
      await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true')
      expect(await violationsOf(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
      await page.close()
    })
  })
})

test('on a phone, a row of the list is a card that shows all its columns', async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
  await page.goto(url)
  const row = page.locator('#incident tbody tr').first()
  const cells = await row.locator('td').all()
  expect(cells).toHaveLength(5)
  for (const cell of cells) {
    const { x = -1, width = 0 } = (await cell.boundingBox()) ?? {}
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x + width).toBeLessThanOrEqual(390)
    expect(await cell.isVisible()).toBe(true)
  }
  await page.close()
})

test('the keyboard reaches the content, the search and the first incident, each with a visible focus', async () => {
  const page = await browser.newPage()
  await page.goto(url)
  const reached: unknown[] = []
  for (let count = 0; count < 8; count += 1) {
    await page.keyboard.press('Tab')
    reached.push(await page.evaluate('document.activeElement.textContent.trim() || document.activeElement.name'))
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  }
  expect(reached[0]).toBe('Skip to the content')
  expect(reached).toEqual(expect.arrayContaining(['Incidents', 'Requests', 'q', 'Search', 'INC0010003']))
  await page.close()
})

// The `url` of an answer, opened in a browser: the pushed incident as a person sees it. Needs Chromium
// (Debian's package); run by `npm run test:browser`.
import { afterAll, expect, test } from '@jest/globals'
import { httpEvent, withParams } from '../support/events.ts'
import { startHttpApi } from '../support/http-api.ts'
import { openBrowser } from './open-browser.ts'

const api = await startHttpApi()
const browser = await openBrowser()
afterAll(() => api.close())

const urlOf = async (change: Record<string, unknown>) => {
  const { body } = await api.send(withParams(httpEvent('comments-only'), change))
  return (body['data'] as { url: string }).url
}

test('the url of an answer shows the incident with its activity, newest first', async () => {
  const page = await browser.newPage()
  await page.goto(
    await urlOf({
      savedObjectId: 'seen',
      comments: [
        { commentId: 'c1', comment: 'Seen first.' },
        { commentId: 'c2', comment: 'Seen last.' },
      ],
    }),
  )
  const text = await page.innerText('body')
  for (const part of [
    'INC0010001',
    'This case will self-destruct in 5 seconds',
    'James Bond clicked',
    'seen',
    'Elastic Case',
  ])
    expect(text).toContain(part)
  expect(text.indexOf('Seen last.')).toBeLessThan(text.indexOf('Seen first.'))
})

test('markup in a case is shown, never run', async () => {
  const page = await browser.newPage()
  const attack =
    '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>[code]<b>bold</b>[/code]'
  await page.goto(
    await urlOf({
      savedObjectId: 'attack',
      title: attack,
      description: attack,
      comments: [{ commentId: 'c1', comment: attack }],
    }),
  )
  expect(await page.title()).not.toBe('run')
  expect(await page.locator('img, main script, b').count()).toBe(0)
  expect(await page.innerText('body')).toContain('<script>document.title="run"</script>{code}<b>bold</b>{/code}')
})

test('the list links to the incidents', async () => {
  const page = await browser.newPage()
  await page.goto(api.servicenow.url)
  await page.click('a:has-text("INC0010001")')
  expect(await page.innerText('body')).toContain('This case will self-destruct in 5 seconds')
})

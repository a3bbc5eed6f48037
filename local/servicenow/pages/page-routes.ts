// The addresses that a browser opens: the list, the link to a record in the API's responses, the requests, the panel of
// faults, the sign-in page. A page that has not changed since its reader's last look is answered 304.
import { createHash } from 'node:crypto'
import { Hono, type Context } from 'hono'
import { refuseOtherSites } from '../controls/own-site.ts'
import { concerns } from '../controls/exchanges.ts'
import { readOrder } from '../faults/order-fields.ts'
import { PRESETS } from '../faults/presets.ts'
import { faultsPage } from './faults-page.ts'
import { layout, PAGE_HEADERS, type PageParts } from './layout.ts'
import { readLink } from './links.ts'
import { listPage } from './list-page.ts'
import { LOGIN_PAGE } from './login-page.ts'
import { notFoundPage } from './not-found-page.ts'
import { requestsPage } from './requests-page.ts'
import { taskPage } from './task-page.ts'
import type { StandIn } from '../controls/stand-in.ts'

type Page = Omit<PageParts, 'pending'> & { status?: 200 | 400 | 404 }

/** @param keptIn the folder that keeps the records between runs */
export function pageRoutes(standIn: StandIn, keptIn: string | undefined): Hono {
  const { instance, exchanges } = standIn
  const app = new Hono()
  const show = (context: Context, page: Page) => answerPage(context, standIn, page)
  const showNothing = (context: Context, isLink: boolean) =>
    show(context, { title: 'Not found', content: notFoundPage(isLink, keptIn), status: 404 })
  app.get('/', (context) =>
    show(context, {
      title: 'Incidents',
      section: '/',
      content: listPage(instance, context.req.query('q')?.trim() ?? ''),
    }),
  )
  app.get('/nav_to.do', (context) => {
    const { name, id } = readLink(context.req.url)
    const table = instance.tables.tasks.get(name)
    const task = table?.rows.get(id)
    if (!table || !task) return showNothing(context, true)
    const shown = { task, table, exchanges: exchanges.list().filter((exchange) => concerns(exchange, task)) }
    const title = [task.number, task.short_description].join(' ')
    return show(context, { title, content: taskPage(instance, shown) })
  })
  app.get('/requests', (context) => {
    const before = Number(context.req.query('before') ?? Infinity) || Infinity
    const content = requestsPage(instance, exchanges.list(), before)
    return show(context, { title: 'Requests', section: '/requests', content })
  })
  app.get('/login.do', (context) => context.html(LOGIN_PAGE, 200, PAGE_HEADERS))
  app.route('/faults', faultRoutes(standIn))
  app.get('*', (context) => showNothing(context, false))
  return app
}

function faultRoutes(standIn: StandIn): Hono {
  const { instance, faults, exchanges } = standIn
  const app = new Hono()
  app.use(refuseOtherSites)
  const panel = (typed: ReadonlyMap<string, string>, problems: readonly string[]): Page => ({
    title: 'Faults',
    section: '/faults',
    content: faultsPage({ instance, ...faults.list(), exchanges: exchanges.list(), typed, problems }),
    status: problems.length === 0 ? 200 : 400,
  })
  app.get('/', (context) => answerPage(context, standIn, panel(new Map(), [])))
  app.post('/', async (context) => {
    const form = await readForm(context)
    const preset = PRESETS.find(({ id }) => id === form.get('preset'))
    const read = preset ? { ok: true as const, order: preset.request } : readOrder(form)
    if (!read.ok) return answerPage(context, standIn, panel(form, read.problems))
    faults.add(read.order)
    return context.redirect('/faults', 303)
  })
  app.post('/take-back', async (context) => {
    const id = (await readForm(context)).get('id')
    if (id === undefined) faults.clear()
    else faults.remove(id)
    return context.redirect('/faults', 303)
  })
  return app
}

async function readForm({ req }: Context): Promise<Map<string, string>> {
  return new Map(new URLSearchParams(await req.text()))
}

async function answerPage(context: Context, standIn: StandIn, { status = 200, ...page }: Page): Promise<Response> {
  const text = String(await layout({ ...page, pending: standIn.faults.list().pending }))
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`
  if (context.req.header('if-none-match') === etag) return context.body(null, 304, { ...PAGE_HEADERS, etag })
  return context.html(text, status, { ...PAGE_HEADERS, etag })
}

// The addresses that a browser opens: the list, the link to a record in the API's responses, the sign-in page.
import { Hono } from 'hono'
import { listPage, notFoundPage, taskPage } from './incident-pages.ts'
import { PAGE_HEADERS } from './layout.ts'
import { LOGIN_PAGE } from './login-page.ts'
import type { Instance } from '../records/instance.ts'

export function pageRoutes(instance: Instance): Hono {
  const app = new Hono()
  app.get('/', (context) => context.html(listPage(instance), 200, PAGE_HEADERS))
  app.get('/nav_to.do', (context) => {
    const { name, id } = readLink(context.req.url)
    const table = instance.tables.tasks.get(name)
    const task = table?.rows.get(id)
    return table && task
      ? context.html(taskPage(instance, task, table), 200, PAGE_HEADERS)
      : context.html(notFoundPage(), 404, PAGE_HEADERS)
  })
  app.get('/login.do', (context) => context.html(LOGIN_PAGE, 200, PAGE_HEADERS))
  app.get('*', (context) => context.html(notFoundPage(), 404, PAGE_HEADERS))
  return app
}

/** From `?uri=incident.do?sys_id=<id>`, as ServiceNow writes its links, or the same encoded. */
function readLink(url: string): { name: string; id: string } {
  const uri = new URL(url).searchParams.get('uri') ?? ''
  const [, name = '', id = ''] = /^\/?([a-z0-9_]+)\.do\?(?:.*&)?sys_id=([^&]*)/.exec(uri) ?? []
  return { name, id: id.toLowerCase() }
}

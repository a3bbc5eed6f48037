// The addresses a browser opens: the list, the record link that responses carry, the sign-in page.
import { Hono } from 'hono'
import { loginPage } from './gateway-pages.ts'
import { pageHeaders } from './page-layout.ts'
import { incidentListPage, incidentPage, notFoundPage } from './pages.ts'
import type { Instance } from './instance.ts'

export function pageRoutes(instance: Instance): Hono {
  const app = new Hono()
  app.get('/', (context) => context.html(incidentListPage(instance), 200, pageHeaders))
  app.get('/nav_to.do', (context) => {
    const incident = instance.tables.incidents.get(linkedSysId(context.req.url))
    return incident
      ? context.html(incidentPage(instance, incident), 200, pageHeaders)
      : context.html(notFoundPage(), 404, pageHeaders)
  })
  app.get('/login.do', (context) => context.html(loginPage, 200, pageHeaders))
  app.get('*', (context) => context.html(notFoundPage(), 404, pageHeaders))
  return app
}

/** `?uri=incident.do?sys_id=<id>`, as links are written, and the same encoded. */
function linkedSysId(url: string): string {
  const uri = new URL(url).searchParams.get('uri') ?? ''
  const [, id = ''] = /^\/?incident\.do\?(?:.*&)?sys_id=([^&]*)/.exec(uri) ?? []
  return id
}

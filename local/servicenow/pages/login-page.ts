// The sign-in page, to which the fault `redirect` sends a client.
export const LOGIN_PAGE =
  '<!DOCTYPE html><html><head><title>Log in | ServiceNow</title></head>' +
  '<body><h1>Log in</h1><p>This stand-in has no login: its pages are open.</p></body></html>'

// A page as a reader's program sees it: parsed, with its texts in one line.
import { parseHTML } from 'linkedom'
import { call } from '../table-client.ts'

/** As much of the DOM as the tests need: the compiler knows none. */
export type PageElement = {
  textContent: string
  getAttribute(name: string): string | null
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
}

export function parsePage(text: string): PageElement {
  return (parseHTML(text) as unknown as { document: PageElement }).document
}

export const openPage = async (url: string): Promise<PageElement> => parsePage((await call(url)).text)

export const textOf = (element: PageElement | null): string =>
  (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim()

// One chart as the text of an SVG file that stands alone: a white ground, so that it is legible in dark mode too, and a
// title and a description for those who cannot see it.
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

export type Described = { title: string; description: string }

/** Colors that the color-blind tell apart (Okabe and Ito). */
export const COLORS = {
  separate: '#0072b2',
  merged: '#007a5a',
  reference: '#d55e00',
  're-push': '#9c5a86',
  create: '#0072b2',
  neutral: '#555555',
}

/** What is used of the DOM, whose types this project has no other use for. */
type Element = {
  textContent: string
  outerHTML: string
  setAttribute: (name: string, value: string) => void
  prepend: (...elements: Element[]) => void
}
type Page = { document: { createElementNS: (namespace: string, name: string) => Element } }

const SVG = 'http://www.w3.org/2000/svg'

export function svgOf({ title, description }: Described, options: Plot.PlotOptions): string {
  const { document } = parseHTML('<html></html>') as unknown as Page
  const plot: unknown = Plot.plot({
    width: 720,
    height: 400,
    marginLeft: 64,
    marginRight: 100,
    marginTop: 32,
    marginBottom: 44,
    className: 'chart',
    style: { fontSize: '13px' },
    document,
    ...options,
  })
  const svg = plot as Element
  const element = (name: string, attributes: Record<string, string>, text = '') => {
    const made = document.createElementNS(SVG, name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    made.textContent = text
    return made
  }
  svg.setAttribute('xmlns', SVG)
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-labelledby', 'title description')
  svg.prepend(
    element('title', { id: 'title' }, title),
    element('desc', { id: 'description' }, description),
    element('rect', { width: '100%', height: '100%', fill: 'white' }),
  )
  return `${svg.outerHTML}\n`
}

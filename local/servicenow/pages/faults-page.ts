// The panel of faults: what is ordered and what it has hit, the usual orders by one click, and the form for any other.
import { html } from 'hono/html'
import { describeOrder, KIND_SENTENCES } from '../faults/kind-words.ts'
import { PRESETS, type Preset } from '../faults/presets.ts'
import { orderForm } from './order-form.ts'
import { outcomeOf, purposeOf } from './request-words.ts'
import { formatDisplayInstant, displayZone } from '../records/display-value.ts'
import type { Exchange } from '../controls/exchanges.ts'
import type { FaultOrder } from '../faults/faults.ts'
import type { Instance } from '../records/instance.ts'
import type { Markup } from './layout.ts'

export type FaultsView = {
  instance: Instance
  pending: readonly FaultOrder[]
  past: readonly FaultOrder[]
  exchanges: readonly Exchange[]
  /** What was typed into a form that was rejected, and why it was. */
  typed: ReadonlyMap<string, string>
  problems: readonly string[]
}

export function faultsPage(view: FaultsView): Markup {
  const { pending, past, typed, problems } = view
  return html`<h1>Faults</h1>
    <p class="hint">
      Order a fault, then push a case: this ServiceNow fails as real ones do, and you see what the push makes of it.
    </p>
    <section aria-labelledby="pending-title" id="pending">
      <h2 id="pending-title" aria-live="polite">Ordered: ${pending.length}</h2>
      ${
        pending.length === 0
          ? html`<p class="empty">Nothing: every request gets the right answer.</p>`
          : html`<ul class="orders">
                ${pending.map((order) => orderItem(view, order, true))}
              </ul>
              ${takeBackForm({ label: 'Take all back' })}`
      }
    </section>
    <section aria-labelledby="presets-title" id="presets">
      <h2 id="presets-title">Order one</h2>
      <ul class="presets">
        ${PRESETS.map(presetItem)}
      </ul>
    </section>
    <section aria-labelledby="form-title" id="any">
      <h2 id="form-title">Order any other</h2>
      ${orderForm(typed, problems)}
    </section>
    ${
      past.length === 0
        ? ''
        : html`<section aria-labelledby="past-title" id="past">
            <h2 id="past-title">Over: ${past.length}</h2>
            <ul class="orders">
              ${past.map((order) => orderItem(view, order, false))}
            </ul>
          </section>`
    }`
}

function presetItem({ id, title, sentence }: Preset): Markup {
  return html`<li class="card">
    <h3 id="preset-${id}">${title}</h3>
    <p>${sentence}</p>
    <form method="post" action="/faults">
      <button name="preset" value="${id}" aria-describedby="preset-${id}">Order</button>
    </form>
  </li>`
}

function orderItem({ instance, exchanges }: FaultsView, order: FaultOrder, isPending: boolean): Markup {
  const { id, fault, times, left, isTakenBack } = order
  const hits = exchanges.filter(({ strike }) => strike?.order === id)
  const struck = times - left
  const state = isPending ? `${left} left` : isTakenBack ? 'taken back' : 'spent'
  return html`<li class="card" id="order-${id}">
    <p class="meta"><strong>Fault ${id}</strong><span>${state}</span><span>struck ${struck} of ${times}</span></p>
    <p>${describeOrder(order)}. <span class="hint">${KIND_SENTENCES[fault.kind]}</span></p>
    ${
      hits.length === 0
        ? ''
        : html`<ul class="hits">
            ${hits
              .slice(-5)
              .map(
                (hit) =>
                  html`<li>
                    <time>${formatDisplayInstant(instance, hit.atMs)} ${displayZone(instance)}</time>:
                    <a href="/requests?before=${hit.id + 1}">${purposeOf(hit)}</a>. ${outcomeOf(hit).sentences[0]}
                  </li>`,
              )}
          </ul>`
    }
    ${isPending ? takeBackForm({ label: 'Take back', id }) : ''}
  </li>`
}

function takeBackForm({ label, id }: { label: string; id?: string }): Markup {
  return html`<form method="post" action="/faults/take-back" class="take-back">
    ${
      id === undefined
        ? html`<button class="quiet">${label}</button>`
        : html`<button class="quiet" name="id" value="${id}">${label}<span class="unseen"> fault ${id}</span></button>`
    }
  </form>`
}

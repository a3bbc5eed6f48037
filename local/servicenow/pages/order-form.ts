// The form for any fault: every kind of faults/kinds.ts with its own fields, which show once it is chosen.
import { html, raw } from 'hono/html'
import { KIND_SENTENCES } from '../faults/kind-words.ts'
import { KINDS, TARGET_FIELDS, type OrderField } from '../faults/order-fields.ts'
import type { Markup } from './layout.ts'

type Typed = ReadonlyMap<string, string>

/** @param typed what to show in the fields. */
export function orderForm(typed: Typed, problems: readonly string[]): Markup {
  return html`<form method="post" action="/faults" class="order card" data-keep>
    ${
      problems.length === 0
        ? ''
        : html`<div class="problems" role="alert">
            <p>Nothing was ordered:</p>
            <ul>
              ${problems.map((problem) => html`<li>${problem}</li>`)}
            </ul>
          </div>`
    }
    <fieldset>
      <legend>On which requests</legend>
      <p class="hint">An empty field stands for any.</p>
      <div class="grid">${TARGET_FIELDS.map((field) => orderField(field, typed))}</div>
    </fieldset>
    <fieldset>
      <legend>What happens to them</legend>
      <div class="kinds">${KINDS.map((kind) => kindChoice(kind, typed))}</div>
    </fieldset>
    <button>Order this fault</button>
  </form>`
}

function kindChoice({ kind, fields }: (typeof KINDS)[number], typed: Typed): Markup {
  const isChosen = typed.get('kind') === kind
  return html`<div class="kind">
    <input type="radio" name="kind" id="kind-${kind}" value="${kind}" required ${isChosen ? 'checked' : ''} />
    <label for="kind-${kind}"><code>${kind}</code> <span>${KIND_SENTENCES[kind]}</span></label>
    ${
      fields.length === 0
        ? ''
        : html`<div class="grid" role="group" aria-label="${kind}">
            ${fields.map((field) => orderField({ ...field, isRequired: false }, typed, field.isRequired))}
          </div>`
    }
  </div>`
}

/**
 * The fields of a kind that is not chosen must not keep the form from being sent, so none of them has the attribute
 * `required`; the server says what is missing.
 */
function orderField(field: OrderField, typed: Typed, isNeeded = false): Markup {
  const { name, label, input } = field
  const value = typed.get(name) ?? ''
  if (input === 'checkbox')
    return html`<div class="check">
      <input type="checkbox" id="${name}" name="${name}" value="yes" ${value === '' ? '' : 'checked'} />
      <label for="${name}">${label}</label>
    </div>`
  return html`<div>
    <label for="${name}">${label}${isNeeded ? ' (needed)' : ''}${hintOf(field)}</label>
    ${input === 'select' ? selectOf(field, value) : inputOf(field, value)}
  </div>`
}

function hintOf({ input }: OrderField): string {
  if (input === 'json') return ' (JSON)'
  return input === 'words' ? ' (names, with commas)' : ''
}

function selectOf({ name, options }: OrderField, value: string): Markup {
  return html`<select id="${name}" name="${name}">
    <option value=""></option>
    ${options.map((option) => html`<option ${option === value ? 'selected' : ''}>${option}</option>`)}
  </select>`
}

function inputOf({ name, input, min, max }: OrderField, value: string): Markup {
  if (input === 'json')
    return html`<textarea id="${name}" name="${name}" rows="2" spellcheck="false">${value}</textarea>`
  const limits = [min === undefined ? '' : ` min="${min}"`, max === undefined ? '' : ` max="${max}"`].join('')
  const type = input === 'number' ? 'number' : 'text'
  return html`<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="off" ${raw(limits)} />`
}

// Updates whose columns depend on what stands in them: texts that are appended, values that the case cleared.
import { describe, expect, test } from '@jest/globals'
import { digestOf } from '../../lib/push/text.ts'
import { withCurrent } from '../../lib/push/with-current.ts'

const FIELDS = { short_description: 'Phishing' }
const base = { kind: 'update', incidentId: 'i1', columns: FIELDS, comments: [] } as const

describe('a text to append', () => {
  const description = { action: 'append', text: 'more', digest: 'd', unsigned: 'more' } as const
  const update = { ...base, conditional: { description }, fields: { description: 'd' } }

  test.each([
    ['goes behind what is there', { description: 'before' }, 'before \r\nmore'],
    ['stands alone in an empty column', { description: '' }, 'more'],
    ['stands alone in a column that may not be read', {}, 'more'],
    ['is left out where the column ends with it', { description: 'before \r\n more\n' }, undefined],
    ['is left out where it stands signed', { description: 'before \r\nmore (updated at noon by M)' }, undefined],
  ])('%s', (_name, current: Record<string, string>, expected) => {
    const columns = expected === undefined ? FIELDS : { ...FIELDS, description: expected }
    const completed = withCurrent(update, current, {})
    expect(completed).toEqual({ update: { ...update, columns, conditional: {} }, kept: [] })
  })
})

describe('a column that the case cleared', () => {
  const description = { action: 'clear', text: '', digest: digestOf('') } as const
  const update = {
    ...base,
    conditional: { description },
    fields: { description: digestOf(''), short_description: 't' },
  }
  const pushed = { description: ['', digestOf('A banner'), digestOf('A banner (added)')] }
  const completed = (value?: string) => withCurrent(update, value === undefined ? {} : { description: value }, pushed)

  test.each(['A banner', ' A banner\r\n', 'A banner (created at noon by M)', 'A banner (added) (updated by M)'])(
    'is cleared where a value that was pushed stands: %j',
    (value) => {
      expect(completed(value)).toEqual({
        update: { ...update, columns: { ...FIELDS, description: '' }, conditional: {} },
        kept: [],
      })
    },
  )

  test('costs nothing where it is empty', () => {
    expect(completed('')).toEqual({ update: { ...update, columns: FIELDS, conditional: {} }, kept: [] })
  })

  test.each([
    ['an analyst wrote', 'Rewritten by an analyst'],
    ['an analyst added to', 'A banner (created at noon by M) and more'],
    ['the user may not read', undefined],
  ])('is left alone where it holds what %s, and does not count as cleared', (_name, value) => {
    expect(completed(value)).toEqual({
      update: { ...update, columns: FIELDS, conditional: {}, fields: { short_description: 't' } },
      kept: ['description'],
    })
  })
})

// Text on its way into ServiceNow: what is defused, how it is cut, how it is recognized again.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { truncate, digestOf, normalized, plainText } from '../../lib/push/text.ts'
import { anyText } from '../support/any-text.ts'

/** What ServiceNow could take for a code tag, with all blanks that a lenient reader might allow. */
const CODE_TAG = /\[\s*\/?\s*code\s*\]/i

test.each([
  '[code]',
  '[/code]',
  '[CODE]',
  '[Code]',
  '[ code ]',
  '[\tcode\n]',
  '[ / code ]',
  '[/ CoDe]',
  '[\u00a0code]',
  '[\ufeffcode]',
  '[[code]]',
  '[code][code]',
  '[co[code]de]',
  '[[code]code]',
  '[\r\ncode\r\n]',
])('the tag that renders HTML is defused however it is spelled: %j', (tag) => {
  const text = plainText(`${tag}<script>alert(1)</script>`)
  expect(text).not.toMatch(CODE_TAG)
  expect(text).toMatch(/\{\s*\/?\s*code\s*\}/i)
})

test.each(['[codec]', '[no code]', 'code', '[]', '{code}', 'array[code.length]'])('other brackets stay: %j', (text) => {
  expect(plainText(text)).toBe(text)
})

test('of a text with tags only their brackets change, whatever blanks the tags hold', () => {
  const piece = fc.constantFrom('[', ']', '/', 'code', 'Code', ' ', '\n', '\u00a0', '  ', '[ / code ]', 'c')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      expect(plainText(text)).toBe(text.replace(/\[(\s*\/?\s*code\s*)\]/gi, '{$1}'))
    }),
  )
})

test('control characters and lone surrogates are replaced, line ends and tabs stay', () => {
  expect(plainText('a\u0000b\u001b[0m\u0085\ud800c\tx\r\ny')).toBe('a\ufffdb\ufffd[0m\ufffd\ufffdc\tx\r\ny')
})

test('every control character but tab and line ends is replaced, and nothing else', () => {
  for (let code = 0; code < 0x2100; code += 1) {
    const character = String.fromCharCode(code)
    const isReplaced = /\p{Cc}/u.test(character) && !'\t\n\r'.includes(character)
    expect(plainText(character)).toBe(isReplaced ? '\ufffd' : character)
  }
})

test('no tag, control character or half a character comes through, and a second pass changes nothing', () => {
  const piece = fc.oneof(
    fc.constantFrom('[', ']', '/', 'code', 'CODE', ' ', '\n', '\u0000', '\ud83d', '{', '[code]'),
    anyText(),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = plainText(pieces.join(''))
      expect(text).not.toMatch(CODE_TAG)
      expect(text).not.toMatch(/[^\P{Cc}\t\n\r]/u)
      expect(text.isWellFormed()).toBe(true)
      expect(plainText(text)).toBe(text)
    }),
  )
})

test('a text that fits is not truncated', () => {
  expect(truncate('a'.repeat(160), 160)).toBe('a'.repeat(160))
})

test('a longer text ends with an ellipsis and never with half a character', () => {
  expect(truncate('a'.repeat(161), 160)).toBe(`${'a'.repeat(159)}…`)
  expect(truncate(`${'a'.repeat(158)}😀😀`, 160)).toBe(`${'a'.repeat(158)}…`)
})

test('a truncated text is never longer than allowed', () => {
  fc.assert(
    fc.property(anyText(), fc.integer({ min: 1, max: 20 }), (text, longest) => {
      const plain = plainText(text)
      expect(truncate(plain, longest).length).toBeLessThanOrEqual(longest)
      expect(truncate(plain, longest).isWellFormed()).toBe(true)
    }),
  )
})

test('a text is recognized whatever its line ends and outer blanks', () => {
  expect(normalized(' a\r\nb\rc\n ')).toBe('a\nb\nc')
  expect(digestOf('a\r\nb ')).toBe(digestOf('a\nb'))
  expect(digestOf('a\nb')).not.toBe(digestOf('a b'))
  expect(digestOf('x')).toMatch(/^[\w-]{22}$/)
})

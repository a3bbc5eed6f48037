import fc from 'fast-check'

const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((codePoint) => String.fromCodePoint(codePoint))

/**
 * Well-formed text of any code points. The library's own `unit: 'binary'` first lists all 1.1 million of them, which
 * takes half a second in every file.
 */
export const anyText = (maxLength = 40): fc.Arbitrary<string> => fc.string({ unit: anyCharacter, maxLength })

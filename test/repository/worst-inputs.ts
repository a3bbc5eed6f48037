// The inputs that may cost a regular expression the most, made from its own parts: each character that it tells apart,
// repeated, behind each text that it can begin with, and before a character that makes it fail.

/** Repeated `unit` behind `prefix`. */
type WorstInput = { prefix: string; unit: string; end: string }

/** The text of an input, of about this many characters. */
export function textOf({ prefix, unit, end }: WorstInput, length: number): string {
  return `${prefix}${unit.repeat(Math.ceil(length / unit.length))}${end}`
}

/** @throws Error for syntax that no pattern has used so far; teach it to the reader below */
export function worstInputsOf({ source, flags }: RegExp): WorstInput[] {
  const { atoms, prefixes, groups } = new PatternReader(source, flags).read()
  const characters = distinguished(atoms.map((atom) => matcherOf(atom, flags)))
  const end = characters.at(0) ?? ''
  const repeated = [...prefixes].flatMap((prefix) => characters.map((unit) => ({ prefix, unit, end })))
  const whole = [...prefixes].filter((prefix) => prefix.length > 1).map((unit) => ({ prefix: '', unit, end }))
  return [...repeated, ...whole, ...groups.map((group) => ({ ...group, end }))]
}

const codePoints = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, k) => String.fromCodePoint(from + k))
const CANDIDATES = [
  ...codePoints(0x61, 0x7a),
  ...codePoints(0x20, 0x60),
  ...codePoints(0x7b, 0xff),
  ...codePoints(0, 0x1f),
  ...['\u017f', '\u2028', '\u212a', '\u3000', '\ufeff', '\ufffd', '\ud800', '\udc00', '€', '😀'],
]

const matcherOf = (atom: string, flags: string) => new RegExp(`^(?:${atom})$`, flags.replace(/[gmy]/g, ''))

/** One character for each set of atoms that match the same characters, the one that the fewest atoms match first. */
function distinguished(matchers: readonly RegExp[]): string[] {
  const bySignature = new Map<string, string>()
  for (const character of CANDIDATES) {
    const signature = matchers.map((matcher) => (matcher.test(character) ? '1' : '')).join()
    if (!bySignature.has(signature)) bySignature.set(signature, character)
  }
  const byMatches = [...bySignature].sort(([one], [other]) => one.length - other.length)
  return byMatches.map(([, character]) => character)
}

/** Texts before one place of a pattern that are followed up; alternatives and options would double them each time. */
const MAX_WAYS = 3
const ways = (...texts: string[]) => [...new Set(texts)].slice(0, MAX_WAYS)

const GROUP = /\((?:\?(?:[:=!]|<[=!]|<\w+>))?/y
const QUANTIFIER = /(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/y
const CLASS = /\[(?:\\.|[^\]\\])*\]/y
const ESCAPE = /\\(?:u\{[0-9a-f]+\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[pP]\{[^}]+\}|[^ux1-9pPk])/iy
const LITERAL = /[^\\()[\]{}*+?|]/uy

class PatternReader {
  private at = 0
  private readonly atoms = new Set<string>()
  private readonly prefixes = new Set([''])
  private readonly groups: { prefix: string; unit: string }[] = []
  private readonly source: string
  private readonly flags: string

  constructor(source: string, flags: string) {
    this.source = source
    this.flags = flags
  }

  read() {
    for (const whole of this.alternatives([''])) this.prefixes.add(whole)
    if (this.at < this.source.length) throw this.unknown()
    return { atoms: [...this.atoms], prefixes: this.prefixes, groups: this.groups }
  }

  /** Reads on, and returns the texts that have been matched then. */
  private alternatives(before: string[]): string[] {
    const after = this.sequence(before)
    if (this.source[this.at] !== '|') return after
    this.at += 1
    return ways(...after, ...this.alternatives(before))
  }

  private sequence(before: string[]): string[] {
    let reached = before
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at] ?? '')) reached = this.term(reached)
    return reached
  }

  private term(before: string[]): string[] {
    const start = this.at
    let after = this.once(before)
    const [quantifier = '', min, , max] = this.taken(QUANTIFIER) ?? []
    const next = this.at
    if (quantifier !== '') this.repeats(before, after, max === '1' || quantifier.startsWith('?'))
    const least = min === undefined ? Number(!/^[*?]/.test(quantifier)) : Number(min)
    for (let times = 1; times < least; times += 1) {
      this.at = start
      after = this.once(after)
    }
    this.at = next
    return least === 0 ? ways(...after, ...before) : after
  }

  // Only what repeats can take more than a step in one place.
  private repeats(before: readonly string[], after: readonly string[], isAtMostOnce: boolean): void {
    for (const prefix of before) {
      this.prefixes.add(prefix)
      const units = after.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length))
      if (!isAtMostOnce) this.groups.push(...units.filter((unit) => unit.length > 1).map((unit) => ({ prefix, unit })))
    }
  }

  private once(before: string[]): string[] {
    const [opening] = this.taken(GROUP) ?? []
    if (opening === undefined) return this.atom(before)
    const inside = this.alternatives(before)
    if (this.source[this.at] !== ')') throw this.unknown()
    this.at += 1
    return /[=!]$/.test(opening) ? before : inside
  }

  private atom(before: string[]): string[] {
    const [atom] = this.taken(CLASS) ?? this.taken(ESCAPE) ?? this.taken(LITERAL) ?? []
    if (atom === undefined) throw this.unknown()
    if (['^', '$', String.raw`\b`, String.raw`\B`].includes(atom)) return before
    const matcher = matcherOf(atom, this.flags)
    const sample = CANDIDATES.find((character) => matcher.test(character))
    if (sample === undefined) throw new Error(`no candidate matches ${atom}`)
    this.atoms.add(atom)
    return before.map((prefix) => prefix + sample)
  }

  private taken(token: RegExp): RegExpExecArray | null {
    token.lastIndex = this.at
    const match = token.exec(this.source)
    if (match !== null) this.at = token.lastIndex
    return match
  }

  private unknown(): Error {
    return new Error(`cannot read /${this.source}/ from ${String(this.at)} on`)
  }
}

// What docs/kibana.md shows to be copied: its fragments, by language.
import { readFileSync } from 'node:fs'

type Mapping = { incidentConfiguration: { mapping: { source: string; target: string; actionType: string }[] } }

const GUIDE = new URL('../../docs/kibana.md', import.meta.url)

type Language = 'sh' | 'json' | 'yaml'

function fragmentsOf(language: Language): string[] {
  const fences = readFileSync(GUIDE, 'utf8').matchAll(/^```(\w+)\n([^]*?)^```$/gm)
  return [...fences].flatMap(([, of, text = '']) => (of === language ? [text] : []))
}

/** The only fragment of this language that holds this text. */
export function fragmentWith(language: Language, text: string): string {
  const [found, ...more] = fragmentsOf(language).filter((fragment) => fragment.includes(text))
  if (found === undefined || more.length > 0) throw new Error(`docs/kibana.md must hold one ${language} with ${text}`)
  return found
}

/** The member of a connector's `config` that carries all parts of a case. */
export const mappingInGuide = () => JSON.parse(fragmentWith('json', '"mapping"')) as Mapping

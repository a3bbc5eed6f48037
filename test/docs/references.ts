// What the texts of this repository refer to: sections of documents, links with their anchors, and paths of files. Each
// check returns what is dangling, as `<file>: <reference>`.
import { glob, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import GithubSlugger from 'github-slugger'
import { lexer, walkTokens, type Token } from 'marked'

/** Texts by path, relative to the root of the repository. */
export type Texts = ReadonlyMap<string, string>

const ROOT = new URL('../../', import.meta.url)
const LEFT_OUT = /^(?:node_modules|coverage|\.git|\.local|\.serverless|\.bundles|\.esbuild.*)$/
const TEXT = /(?:\.(?:ts|js|md|ya?ml|json)|\.ci\/run)$/

/** Every file of the repository; of those that are not text the path alone. */
export async function readTexts(): Promise<Texts> {
  const texts = new Map<string, string>()
  const exclude = (name: string) => LEFT_OUT.test(posix.basename(name))
  for await (const path of glob(['**/*.*', '*', '.*', '.{ci,github}/**/*'], { cwd: ROOT.pathname, exclude })) {
    const isText = TEXT.test(path) && path !== 'package-lock.json'
    texts.set(path, isText ? await readFile(new URL(path, ROOT), 'utf8') : '')
  }
  return texts
}

/** Citations such as `name.md §1.3`; a bare §1.3 is of the document cited last, in a document of itself. */
export function danglingCitations(texts: Texts): string[] {
  return [...texts].flatMap(([path, text]) => {
    let source = path.endsWith('.md') ? path : undefined
    const dangling: string[] = []
    const oneLine = text.replace(/\n[ \t]*(?:\/\/|\*|#)?[ \t]*/g, ' ')
    for (const { groups } of oneLine.matchAll(/(?:(?<name>[\w./-]+\.md|RFC \d+)[`)]* )?§(?<section>\d+(?:\.\d+)*)/g)) {
      source = groups?.['name'] ?? source
      const section = groups?.['section'] ?? ''
      if (source?.startsWith('RFC') !== true && !sectionsOf(texts, source).has(section))
        dangling.push(`${path}: ${source ?? ''} §${section}`)
    }
    return dangling
  })
}

function sectionsOf(texts: Texts, name: string | undefined): Set<string> {
  const documents = [...texts].filter(([path]) => name !== undefined && `/${path}`.endsWith(`/${name}`))
  const headings = documents.flatMap(([, text]) => headingsOf(text))
  return new Set(headings.map((heading) => /^(\d+(?:\.\d+)*)\.? /.exec(heading)?.[1] ?? ''))
}

/** Relative links of Markdown files whose file or anchor is not there, and references without a definition. */
export function danglingLinks(texts: Texts): string[] {
  return [...texts].flatMap(([path, text]) => {
    if (!path.endsWith('.md')) return []
    const links = tokensOf(text).flatMap((token) => {
      if (token.type === 'link' || token.type === 'image') return [String(token['href'])]
      return token.type === 'text' && token['tokens'] === undefined
        ? [...token.raw.matchAll(/\[[^[\]]+\]\[[^[\]]*\]/g)].map(([reference]) => reference)
        : []
    })
    return links.filter((link) => !isReachable(texts, path, link)).map((link) => `${path}: ${link}`)
  })
}

function isReachable(texts: Texts, from: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return true
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? from : posix.join(posix.dirname(from), file)
  if (anchor === undefined) return isThere(texts, target)
  const slugger = new GithubSlugger()
  return headingsOf(texts.get(target) ?? '').some((heading) => slugger.slug(heading) === anchor)
}

/** npm scripts that a document names and package.json does not have. */
export function danglingScripts(texts: Texts): string[] {
  const { scripts } = JSON.parse(texts.get('package.json') ?? '') as { scripts: Record<string, string> }
  return [...texts].flatMap(([path, text]) => {
    if (!path.endsWith('.md')) return []
    const named = [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name)
    return named.filter((name) => !(name in scripts)).map((name) => `${path}: npm run ${name}`)
  })
}

/** Paths of repository files: in backticks in Markdown, in the comments of code, anywhere in YAML and JSON. */
export function danglingPaths(texts: Texts): string[] {
  return [...texts].flatMap(([path, text]) => {
    const named = path.endsWith('.md')
      ? codeSpansOf(text).filter((code) => isPath(texts, code))
      : pathsIn(texts, path, text)
    return named.filter((name) => !isThere(texts, name)).map((name) => `${path}: ${name}`)
  })
}

function pathsIn(texts: Texts, path: string, text: string): string[] {
  const searched = /\.[jt]s$/.test(path) ? (text.match(/\/\*[^]*?\*\/|\/\/.*$/gm) ?? []).join('\n') : text
  const candidates = searched.match(/(?<![\w./-])[\w.-]+\/[\w./-]*\.(?:ts|md|ya?ml|json)(?![\w*])/g) ?? []
  return candidates.filter((candidate) => isPath(texts, candidate))
}

// `lib/push/`, `test/push/faults.test.ts`, `.ci/run`: below a folder of the repository. A TypeScript or Markdown file
// may be named without its folder.
function isPath(texts: Texts, text: string): boolean {
  if (/^[\w.-]+\.(?:ts|md)$/.test(text)) return true
  const [folder = '', rest] = /^([\w.-]+)\/([\w./-]*)$/.exec(text)?.slice(1) ?? []
  return rest !== undefined && [...texts.keys()].some((path) => path.startsWith(`${folder}/`))
}

function isThere(texts: Texts, name: string): boolean {
  const path = posix.normalize(name).replace(/\/$/, '')
  const isFile = (there: string) => there === path || (!name.includes('/') && posix.basename(there) === name)
  return path === '.' || [...texts.keys()].some((there) => isFile(there) || there.startsWith(`${path}/`))
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  void walkTokens(lexer(text), (token) => {
    tokens.push(token)
  })
  return tokens
}

const codeSpansOf = (text: string) =>
  tokensOf(text).flatMap((token) => (token.type === 'codespan' ? [String(token['text'])] : []))

const headingsOf = (text: string) =>
  tokensOf(text).flatMap((token) => (token.type === 'heading' ? [plainText(token)] : []))

function plainText(token: Token): string {
  const inner = 'tokens' in token ? token.tokens : undefined
  return inner === undefined ? String('text' in token ? token.text : '') : inner.map(plainText).join('')
}

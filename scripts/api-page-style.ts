// The style of docs/api.html: one column on a phone, contents beside it on a wide screen, light or dark as the reader
// has it.

export const STYLE = `
:root { color-scheme: light dark; --text: #1c2024; --soft: #59636e; --back: #fff; --panel: #f4f6f8; --line: #d5dae0;
  --link: #0b5fb0; --good: #12703c; --bad: #a8201a; --post: #12703c; --get: #0b5fb0; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ec; --soft: #9aa5b1; --back: #14181c; --panel: #1e242a;
  --line: #38414a; --link: #79b8ff; --good: #6fd39a; --bad: #ff9b94; --post: #6fd39a; --get: #79b8ff; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; color: var(--text); background: var(--back); line-height: 1.5;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
a { color: var(--link); text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.page { max-width: 76rem; margin: 0 auto; padding: 1rem; }
main { min-width: 0; }
nav { border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; margin-bottom: 1.5rem; }
nav ul { list-style: none; margin: 0 0 .75rem; padding: 0; }
nav li { padding: .15rem 0; font-size: .92rem; }
nav strong { font-size: .85rem; color: var(--soft); }
h1 { font-size: 1.9rem; margin: .5rem 0 .25rem; line-height: 1.2; }
h2 { font-size: 1.4rem; margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.12rem; margin: 2rem 0 .5rem; }
h4 { font-size: .95rem; margin: 1.25rem 0 .4rem; color: var(--soft); }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover::after { content: " #"; color: var(--soft); }
.lead { font-size: 1.1rem; color: var(--soft); margin: 0 0 1rem; }
.path, code { font-family: ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace;
  overflow-wrap: anywhere; }
.path { font-size: .88rem; margin: .3rem 0; }
.method { font-weight: 700; margin-right: .5rem; }
.post { color: var(--post); } .get { color: var(--get); }
code { font-size: .86em; background: var(--panel); border-radius: 3px; padding: .1em .3em; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .75rem;
  margin: .5rem 0 1rem; overflow: auto; max-height: 26rem; user-select: all; }
pre code { background: none; padding: 0; font-size: .82rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { min-width: 8rem; } td:nth-child(2) { min-width: 7rem; }
.required { color: var(--bad); font-size: .78rem; }
details { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; padding: .45rem 0; overflow-wrap: anywhere; }
h3 { overflow-wrap: anywhere; }
summary .status { font-weight: 700; display: inline-block; min-width: 2.6rem; }
.ok { color: var(--good); } .error { color: var(--bad); }
.codes { font-size: .88rem; color: var(--soft); }
details ul { margin: .25rem 0 .75rem; padding-left: 1.2rem; }
.example { font-size: .9rem; color: var(--soft); margin: .75rem 0 .25rem; }
footer { margin: 3rem 0 1rem; color: var(--soft); font-size: .88rem; }
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  td { display: block; border: 0; padding: .1rem 0; }
}
@media (min-width: 64rem) {
  .page { display: grid; grid-template-columns: 16rem minmax(0, 1fr); gap: 2.5rem; padding: 1.5rem; }
  nav { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; align-self: start; margin: 0; }
}
`

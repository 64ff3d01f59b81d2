/** The page's style sheet: both themes, small screens, paper. */
export const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif;
  --ground: light-dark(#fff, #14171c); --raised: light-dark(#f5f6f8, #1d2128); --line: light-dark(#d9dde3, #353b45);
  --ink: light-dark(#1b1f24, #e4e8ee); --dim: light-dark(#57606a, #9aa4b2);
  --error: light-dark(#b3261e, #ff8a80); --warn: light-dark(#8a5a00, #f5c25b); --info: light-dark(#0b61a4, #7cc4ff);
  --good: light-dark(#1a7f37, #6fdc8c); }
:root[data-theme="light"] { color-scheme: light }
:root[data-theme="dark"] { color-scheme: dark }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 0 1rem 4rem; background: var(--ground); color: var(--ink) }
h1 { font-size: 1.4rem; margin: 1.2rem 0 .2rem } h2 { font-size: 1.15rem; margin: 2rem 0 .6rem } h3 { font-size: .95rem; margin: 1rem 0 .3rem }
code { font: .87em/1.4 ui-monospace, monospace } .dim { color: var(--dim) }
:focus-visible { outline: 2px solid var(--info); outline-offset: 2px }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; top: .5rem }
.controls { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; padding: .7rem 0;
  background: var(--ground); border-bottom: 1px solid var(--line) }
.controls label { display: grid; font-size: .8rem; color: var(--dim) }
.controls input, .controls select, .controls button { font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--line);
  border-radius: 6px; padding: .3rem .5rem; max-width: 14rem }
.controls input { width: 16rem } .controls button { cursor: pointer }
#shown { margin-left: auto; font-size: .85rem; color: var(--dim) }
.finding { padding: .55rem .8rem; margin: .4rem 0; background: var(--raised); border-left: 4px solid var(--line); border-radius: 4px }
.finding[data-level="error"] { border-color: var(--error) } .finding[data-level="warn"] { border-color: var(--warn) }
.finding[data-level="info"] { border-color: var(--info) }
.finding p { margin: 0 } .finding ul { margin: .2rem 0 0; padding-left: 1.2rem; font-size: .9rem }
.level { font-weight: 600 } .level.error { color: var(--error) } .level.warn { color: var(--warn) } .level.info { color: var(--info) }
details.collection { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; content-visibility: auto; contain-intrinsic-size: auto 3rem }
details.collection > summary { padding: .5rem .8rem; cursor: pointer; display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: baseline }
details.collection > summary strong { font-size: 1.02rem } .inside { padding: 0 .8rem .8rem; overflow-x: auto }
.badge { font-size: .8rem; padding: 0 .5rem; border-radius: 99px; border: 1px solid var(--line); color: var(--dim) }
.badge.bad { color: var(--error); border-color: currentColor }
table { border-collapse: collapse; width: 100%; font-size: .88rem } th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid var(--line) }
thead th { color: var(--dim); font-weight: 600 }
.matrix td.fit, .matrix th.fit { text-align: center; width: 2.4rem } .fit.chosen { background: var(--raised); font-weight: 700 }
.fit.full { color: var(--good) } .fit.part, .fit.memory, .fit.order { color: var(--warn) } .fit.none { color: var(--dim) }
tr.scan > th { border-left: 3px solid var(--error) } tbody th { font-weight: 400 }
.legend { font-size: .82rem; color: var(--dim); margin: .3rem 0 }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
[hidden] { display: none !important }
@media print { .controls, .skip { display: none } body { max-width: none } details.collection { content-visibility: visible; break-inside: avoid }
  :root { color-scheme: light } }
`;

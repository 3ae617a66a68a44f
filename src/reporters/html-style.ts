/** The page's own look: no font, no picture, nothing from anywhere else. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1f2328;
  --dim: #59636e;
  --line: #d1d9e0;
  --back: #fff;
  --soft: #f6f8fa;
  --good: #1a7f37;
  --bad: #cf222e;
  --open: #9a6700;
  --link: #0969da;
}
@media (prefers-color-scheme:dark) {
  :root {
    --ink: #f0f6fc;
    --dim: #9198a1;
    --line: #3d444d;
    --back: #0d1117;
    --soft: #151b23;
    --good: #3fb950;
    --bad: #f85149;
    --open: #d29922;
    --link: #4493f8;
  }
}
* {
  box-sizing: border-box;
}
body {
  margin: 0 auto;
  padding: 24px;
  max-width: 1400px;
  background: var(--back);
  color: var(--ink);
  font: 15px/1.5 system-ui,sans-serif;
}
h1 {
  font-size: 26px;
  margin: 0 0 4px;
}
h2 {
  font-size: 18px;
  margin: 28px 0 8px;
}
a {
  color: var(--link);
}
code,
pre {
  font: 13px/1.45 ui-monospace,monospace;
  overflow-wrap: anywhere;
}
pre {
  background: var(--soft);
  border: 1px solid var(--line);
  border-radius: 6px;
  padding: 8px 12px;
  white-space: pre-wrap;
  margin: 6px 0;
}
.dim {
  color: var(--dim);
}
.good {
  color: var(--good);
}
.bad {
  color: var(--bad);
}
.open {
  color: var(--open);
}
.bar {
  display: flex;
  gap: 12px;
  align-items: center;
  flex-wrap: wrap;
  position: sticky;
  top: 0;
  background: var(--back);
  padding: 8px 0;
  z-index: 2;
}
input[type=search] {
  flex: 1;
  min-width: 240px;
  padding: 8px 12px;
  font: inherit;
  color: inherit;
  background: var(--soft);
  border: 1px solid var(--line);
  border-radius: 6px;
}
table {
  border-collapse: collapse;
  width: 100%;
}
th,
td {
  text-align: left;
  vertical-align: top;
  padding: 6px 10px;
  border-bottom: 1px solid var(--line);
}
#causes th:first-child {
  white-space: nowrap;
  overflow-wrap: normal;
}
thead th {
  background: var(--soft);
  overflow-wrap: anywhere;
}
#images thead th {
  position: sticky;
  top: 56px;
  z-index: 1;
  box-shadow: 0 1px var(--line);
}
#causes td {
  overflow-wrap: anywhere;
}
.mark {
  display: inline-block;
  width: 1.2em;
  font-weight: 700;
}
th button,
td>button {
  all: unset;
  cursor: pointer;
  overflow-wrap: anywhere;
}
th button {
  font-weight: 600;
}
button:focus-visible,
input:focus-visible,
a:focus-visible {
  outline: 2px solid var(--link);
  outline-offset: 2px;
  border-radius: 3px;
}
td>button {
  font: 13px/1.45 ui-monospace,monospace;
}
td>button::before {
  content: "▸ ";
  color: var(--dim);
}
td>button[aria-expanded=true]::before {
  content: "▾ ";
}
.v {
  white-space: nowrap;
  font-weight: 600;
}
.why td {
  background: var(--soft);
  padding: 12px 20px;
}
.path {
  display: flex;
  flex-wrap: wrap;
  gap: 6px 0;
  list-style: none;
  margin: 6px 0 12px;
  padding: 0;
  align-items: stretch;
}
.path li {
  display: flex;
  align-items: center;
}
.path li+li::before {
  content: "→";
  padding: 0 8px;
  color: var(--good);
  font-weight: 700;
}
.path li.broken::before {
  content: "✕";
  color: var(--bad);
}
.path li.doubt::before {
  content: "?";
  color: var(--open);
}
.step {
  border: 1px solid var(--line);
  border-radius: 6px;
  padding: 4px 10px;
  background: var(--back);
  max-width: 340px;
  overflow-wrap: anywhere;
}
.broken .step {
  border-color: var(--bad);
  border-style: dashed;
}
.doubt .step {
  border-color: var(--open);
  border-style: dashed;
}
.step small {
  display: block;
  color: var(--dim);
}
.finding {
  border-left: 3px solid var(--line);
  padding: 2px 0 2px 12px;
  margin: 8px 0;
}
.finding.error {
  border-color: var(--bad);
}
.finding.warning {
  border-color: var(--open);
}
@media print {
  .bar {
    display: none;
  }
  #images thead th {
    position: static;
  }
  tr.row[hidden],
  tr.told[hidden] {
    display: table-row;
  }
  body {
    max-width: none;
    padding: 0;
    font-size: 11px;
  }
  thead {
    display: table-header-group;
  }
  tr {
    break-inside: avoid;
  }
}
`;

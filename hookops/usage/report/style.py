"""The style sheet of the usage page: light, dark, narrow and on paper."""

STYLE = """\
:root { color-scheme: light dark; --page: #f5f6f8; --card: #fff; --text: #1b2330; --soft: #5a6678;
  --line: #dde2e9; --executed: #2f6fd0; --processed: #12938a; --failed: #cf2f48; --stripe: #f4b6bf;
  --other: #99a3b1; --warn: #8a5a00; --warn-page: #fff4dc; --bad-page: #fdebee; }
@media (prefers-color-scheme: dark) { :root { --page: #11161d; --card: #1a212b; --text: #e6ebf2;
  --soft: #9dabbd; --line: #313c4a; --executed: #6ea3f5; --processed: #3cc2b6; --failed: #f0637a;
  --stripe: #7d1f30; --other: #76839a; --warn: #f0c265; --warn-page: #3a2f17;
  --bad-page: #42202a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main { max-width: 980px; margin: 0 auto; padding: 28px 20px 48px; }
h1 { font-size: 25px; line-height: 1.25; margin: 0 0 2px; }
h2 { font-size: 18px; margin: 30px 0 10px; }
h3 { font-size: 16px; margin: 0; overflow-wrap: anywhere; }
p { margin: 6px 0; }
code { font: 13px/1.4 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace;
  overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 16px 18px; margin: 0 0 14px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px;
  margin: 18px 0; }
.tiles .card { margin: 0; padding: 12px 14px; }
.tiles span { font-size: 13px; }
.tiles b { display: block; font-size: 24px; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tiles .bad b, .bad-text { color: var(--failed); }
.head { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; }
.badge { font-size: 12px; line-height: 1.6; padding: 0 9px; border-radius: 99px;
  border: 1px solid var(--line); color: var(--soft); }
.badge.warn { background: var(--warn-page); color: var(--warn); border-color: transparent; }
.badge.bad { background: var(--bad-page); color: var(--failed); border-color: transparent;
  font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--soft);
  margin: 4px 0 2px; padding: 0; list-style: none; }
.legend svg { width: 12px; height: 12px; margin-right: 6px; vertical-align: -1px; }
.defs { position: absolute; }
.chart { display: block; width: 100%; height: auto; margin: 8px 0 4px; }
.chart line { stroke: var(--line); stroke-width: 1; }
.chart text { fill: var(--soft); font-size: 11px; }
.chart .value { text-anchor: end; font-variant-numeric: tabular-nums; }
.chart .day { text-anchor: middle; }
.executed { fill: var(--executed); } .processed { fill: var(--processed); }
.other { fill: var(--other); } .failed { fill: var(--failed); } .stripe { fill: var(--stripe); }
table { border-collapse: collapse; width: 100%; font-size: 14px; margin: 6px 0 2px; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 13px; }
th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td { overflow-wrap: anywhere; min-width: 7em; }
.wide { overflow-x: auto; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap;
  overflow-wrap: normal; min-width: 0; }
details { margin-top: 8px; } summary { cursor: pointer; color: var(--soft); font-size: 13px; }
footer { color: var(--soft); font-size: 13px; margin-top: 28px; border-top: 1px solid var(--line);
  padding-top: 10px; }
@media (max-width: 640px) { .chart text { font-size: 15px; } }
@media print { :root { color-scheme: light; --page: #fff; --card: #fff; --text: #000;
  --soft: #444; --line: #bbb; --executed: #2f6fd0; --processed: #12938a; --failed: #b3001f;
  --stripe: #fff; --other: #888; --warn: #000; --warn-page: #fff; --bad-page: #fff; }
  body { font-size: 11pt; } main { max-width: none; padding: 0; }
  .card, tr { break-inside: avoid; } h2 { break-after: avoid; }
  .long { break-inside: auto; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; } }
"""

/// How the page looks: the colours of both schemes, the layout of wide and narrow windows, and of paper.
///
/// The outcomes' colours are told apart by people with any kind of colour vision and are three to one or more against
/// the page; a refusal that is no fault is grey.
enum PageStylesheet {
  static let text = """
    :root {
      color-scheme: light dark;
      --page: #fbfbfa; --card: #ffffff; --ink: #1d1d1b; --soft: #5d5c58; --rule: #e4e3df; --grid: #e9e8e4;
      --good: #1a7a46; --good-tint: #eef7f1; --bad: #b3261e; --bad-tint: #fdf0ee; --doubt: #8a5a00;
      --doubt-tint: #fdf6e7;
      --ok: #0a6fb4; --sold-out: #948f86; --not-started: #0c9a76; --closed: #a8558a; --overloaded: #c98a00;
      --unanswered: #d0491a; --other: #3f4a5a;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #141416; --card: #1b1b1e; --ink: #ececea; --soft: #a9a8a3; --rule: #303034; --grid: #2b2b2f;
        --good: #5cc98a; --good-tint: #17251d; --bad: #ff8d7e; --bad-tint: #2e1a18; --doubt: #e8b85a;
        --doubt-tint: #2a2316;
        --ok: #4da3e0; --sold-out: #827f78; --not-started: #31b893; --closed: #d68abb; --overloaded: #e5b03f;
        --unanswered: #f4794b; --other: #aeb9c9;
      }
    }
    @media print {
      :root {
        color-scheme: light;
        --page: #fff; --card: #fff; --ink: #1d1d1b; --soft: #5d5c58; --rule: #d8d7d3; --grid: #e4e3df;
        --good: #1a7a46; --good-tint: #fff; --bad: #b3261e; --bad-tint: #fff; --doubt: #8a5a00; --doubt-tint: #fff;
        --ok: #0a6fb4; --sold-out: #948f86; --not-started: #0c9a76; --closed: #a8558a; --overloaded: #c98a00;
        --unanswered: #d0491a; --other: #3f4a5a;
      }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      main { padding: 0 !important; }
      #tip { display: none !important; }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--page); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans KR", "Apple SD Gothic Neo",
        "Malgun Gothic", NanumGothic, sans-serif;
      font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
    }
    main { max-width: 960px; margin: 0 auto; padding: 40px 24px 32px; }
    h1 { font-size: 28px; line-height: 1.25; font-weight: 650; margin: 0; letter-spacing: -.01em; overflow-wrap: anywhere; }
    h2 { font-size: 16px; line-height: 1.35; font-weight: 620; margin: 0; }
    p { margin: 0; }
    .eyebrow { color: var(--soft); font-size: 13px; margin-bottom: 4px; }
    .note { color: var(--soft); font-size: 13px; }
    .warning { color: var(--doubt); font-size: 13px; margin-top: 4px; }
    .facts { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px 20px; margin: 20px 0 0; }
    dt { color: var(--soft); font-size: 13px; }
    dd { margin: 0; overflow-wrap: anywhere; }
    section, figure { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 16px 20px; }
    section + section { margin-top: 16px; }
    .columns > section + section { margin-top: 0; }
    .columns + section { margin-top: 16px; }
    .verdict { margin-top: 24px; border-left-width: 4px; }
    .verdict.held { border-left-color: var(--good); }
    .verdict.broken { border-left-color: var(--bad); background: var(--bad-tint); }
    .verdict.unproven { border-left-color: var(--doubt); background: var(--doubt-tint); }
    .verdict h2 { font-size: 18px; display: flex; }
    .sign { font-weight: 700; display: inline-block; width: 1.5em; flex: none; }
    .held > .sign, .held > h2 > .sign { color: var(--good); }
    .broken > .sign, .broken > h2 > .sign, .broken strong { color: var(--bad); }
    .unproven > h2 > .sign { color: var(--doubt); }
    li.unproven > .sign, li.unproven em { color: var(--soft); }
    .reason { margin-top: 4px; overflow-wrap: anywhere; }
    .verdict ul { list-style: none; margin: 12px 0 0; padding: 0; columns: 2; column-gap: 32px; }
    .verdict ul:empty, .verdict ul:not(:has(li)) { display: none; }
    .verdict li { display: flex; font-size: 13px; break-inside: avoid; padding: 5px 0; }
    .verdict li div { min-width: 0; }
    .verdict li p { color: var(--soft); overflow-wrap: anywhere; }
    code { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
    .columns { display: grid; grid-template-columns: minmax(0, 1.65fr) minmax(0, 1fr) minmax(0, 1fr); gap: 16px; margin-top: 16px; align-items: stretch; }
    table { border-collapse: collapse; width: 100%; margin: 8px 0; font-size: 14px; }
    th { text-align: left; font-weight: 400; padding: 3px 8px 3px 0; overflow-wrap: anywhere; }
    th:has(.swatch) { padding-left: 18px; text-indent: -18px; }
    td { text-align: right; padding: 3px 0; white-space: nowrap; }
    td.share { color: var(--soft); padding-left: 12px; width: 1%; }
    tr + tr > * { border-top: 1px solid var(--grid); }
    .swatch { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 8px; background: currentColor; }
    .swatch.line { height: 0; width: 14px; border-radius: 0; border-top: 2px solid var(--ink); background: none;
      vertical-align: middle; }
    figure { margin: 16px 0 0; break-inside: avoid; }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0 0; padding: 0; font-size: 13px; }
    svg.plot { display: block; width: 100%; height: auto; margin-top: 12px; overflow: visible; }
    .narrow, svg.narrow { display: none; }
    svg text { font-size: 12px; fill: var(--soft); }
    svg .name { fill: var(--ink); font-weight: 550; }
    svg .name, svg .tick, svg .unit { paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; }
    .grid { stroke: var(--grid); stroke-width: 1; shape-rendering: crispEdges; }
    .axis { stroke: var(--soft); stroke-width: 1; shape-rendering: crispEdges; }
    .mark { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 2 3; }
    .sent { fill: none; stroke: var(--ink); stroke-width: 1.25; stroke-linejoin: round; }
    .area { fill: currentColor; stroke: var(--card); stroke-width: .75; }
    .column { fill: currentColor; }
    .curve { fill: none; stroke-linejoin: round; stroke-linecap: round; }
    .latency-p50 { stroke: var(--ink); stroke-width: 2; }
    .latency-p99 { stroke: var(--ink); stroke-width: 1.25; stroke-opacity: .75; }
    .latency-max { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 1 3; }
    .dot { fill: var(--ink); stroke: var(--card); stroke-width: 1.5; stroke-dasharray: none; }
    .hint { fill: var(--ink); fill-opacity: 0; }
    .hint:hover { fill-opacity: .08; }
    .series-ok { color: var(--ok); }
    .series-sold-out { color: var(--sold-out); }
    .series-not-started { color: var(--not-started); }
    .series-closed { color: var(--closed); }
    .series-overloaded { color: var(--overloaded); }
    .series-unanswered { color: var(--unanswered); }
    .series-other { color: var(--other); }
    #tip {
      position: fixed; z-index: 1; pointer-events: none; white-space: pre; font-size: 12px; line-height: 1.45;
      padding: 6px 10px; border-radius: 6px; background: var(--ink); color: var(--card);
    }
    #tip[hidden] { display: none; }
    #tip::first-line { font-weight: 650; }
    footer { margin-top: 20px; color: var(--soft); font-size: 13px; }
    @media screen and (max-width: 700px) {
      main { padding: 24px 12px; }
      h1 { font-size: 23px; }
      .verdict h2 { font-size: 16px; }
      section, figure { padding: 14px 14px; }
      .columns { grid-template-columns: minmax(0, 1fr); }
      .facts { grid-template-columns: repeat(2, 1fr); }
      .verdict ul { columns: 1; }
    }
    @media screen and (max-width: 600px) {
      .wide, svg.wide { display: none; }
      .narrow { display: inline; }
      svg.narrow { display: block; }
    }

    """
}

// Search in a dialog and on a page, and marks on arrival.
(() => {
"use strict";

const HERE = document.currentScript.src;
const MOST_VALUES = 50;
const PAUSE = 60; // ms
const FIELDS = ["author", "year", "topic", "kind"];
const SORTS = ["relevance", "newest", "oldest"];

const STRINGS = {
  search: ["検索", "Search"],
  sort: ["並べ替え", "Sort"],
  close: ["閉じる", "Close"],
  narrow: ["絞り込み", "Narrow"],
  author: ["発言者", "Author"],
  year: ["年", "Year"],
  topic: ["話題", "Topic"],
  kind: ["種類", "Kind"],
  relevance: ["関連の高い順", "Most relevant"],
  newest: ["新しい順", "Newest"],
  oldest: ["古い順", "Oldest"],
  found: ["件", " found"],
  none: ["見つかりませんでした", "Nothing found"],
  synonym: ["言い換えて検索", "Another word"],
  terms: ["この語だけで検索", "This term alone"],
  insteadOf: ["は見つかりません。別の言葉での結果：", " was not found. Another query: "],
  more: ["続きを表示：残り", "Show more: "],
  broken: ["検索を利用できません", "Search is not available"],
  open: ["検索ページで開く", "Open as a page"],
  slash: ["「/」キーで検索を開く", "Open with the / key"],
};
const lang = () =>
  /^en/.test(opener?.lang || document.documentElement.lang) ? "en" : "ja";
const say = (name) => STRINGS[name][Number(lang() === "en")];

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child));
  return element;
}

// Storage throws where it is turned off.
const stored = (use) => {
  try {
    return use(localStorage);
  } catch {}
};
const slashIsOn = () => stored((settings) => settings.getItem("kensaku.slash")) !== "false";

// Not from file://, not too often.
function replaceAddress(url) {
  try {
    history.replaceState(history.state, "", url);
  } catch {}
}

let engine;

/** After a failure the next call tries again. */
function load() {
  engine ??= new Promise((resolve, reject) => {
    const src = new URL("kensaku.js", HERE);
    document.head.append(
      make("script", { src, load: () => resolve(globalThis.kensaku), error: reject }),
    );
  });
  engine.catch(() => (engine = undefined));
  return engine;
}

let opened;

const openIndex = () => (opened ??= load().then((kensaku) => kensaku.open()));

const number = (value) => value.toLocaleString(lang());

const readable = (iso) =>
  new Date(iso.slice(0, 10)).toLocaleDateString(lang(), { dateStyle: "long", timeZone: "UTC" });

function marked(text, marks) {
  let last = 0;
  const pieces = marks.flatMap(([start, end]) => {
    const before = text.slice(last, start);
    last = end;
    return [before, make("mark", {}, text.slice(start, end))];
  });
  return [...pieces, text.slice(last)];
}

// Its last key has 229 in Safari.
const isComposing = (event) => event.isComposing || event.keyCode === 229;
const opensElsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey;

/** Calls `asked` for a search, `left` at a hit, `entered` at Enter without one. */
function makeSearch({ asked, left, entered }) {
  const filters = {};
  let query = "";
  let insteadOf = "";
  let labels = {};
  let serial = 0; // older answers are dropped
  let timer;
  let current = -1;

  const input = make("input", {
    class: "kensaku-input",
    id: "kensaku-input",
    type: "text",
    enterkeyhint: "search",
    role: "combobox",
    placeholder: say("search"),
    "aria-label": say("search"),
    "aria-controls": "kensaku-list",
    "aria-expanded": false,
    "aria-autocomplete": "list",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: false,
    input: (event) => event.isComposing || schedule(),
    compositionstart: () => clearTimeout(timer),
    compositionend: schedule,
    keydown: onKey,
  });
  const status = make("div", { class: "kensaku-status", role: "status" });
  const sort = make(
    "select",
    { "aria-label": say("sort"), change: run },
    ...SORTS.map((value) => make("option", { value }, say(value))),
  );
  const facets = make("div", { class: "kensaku-facets", hidden: "" });
  const unfold = make("button", {
    class: "kensaku-unfold",
    type: "button",
    "aria-expanded": false,
    click: () => {
      facets.hidden = !facets.hidden;
      unfold.setAttribute("aria-expanded", !facets.hidden);
    },
  });
  const note = make("div", { class: "kensaku-note" });
  const list = make("div", {
    class: "kensaku-list",
    id: "kensaku-list",
    role: "listbox",
    "aria-label": say("search"),
    click: (event) => left && !opensElsewhere(event) && left(),
  });
  const more = make("button", { class: "kensaku-more", type: "button", click: showMore });
  const rest = make("div", { class: "kensaku-rest" });
  const tools = make("div", { class: "kensaku-tools" }, status, unfold, sort);
  const found = make("div", { class: "kensaku-found" }, note, list, more, rest);
  const view = make("div", { class: "kensaku-view" }, tools, facets, found);

  function schedule() {
    clearTimeout(timer);
    insteadOf = "";
    timer = setTimeout(run, PAUSE);
  }

  async function answer(offset, show) {
    const mine = serial;
    try {
      const index = await openIndex();
      const options = { offset, sort: sort.value, filters };
      const result = await index.search(query, options);
      labels = index.manifest.labels[lang()] ?? {};
      if (mine === serial) show(result);
    } catch (error) {
      if (mine === serial) fail(error);
    }
  }

  function run() {
    clearTimeout(timer);
    serial++;
    query = input.value;
    asked();
    return answer(0, showAnswer);
  }

  function showMore() {
    const offset = list.children.length;
    return answer(offset, (result) => {
      if (offset !== list.children.length) return;
      const focused = document.activeElement === more;
      addHits(result);
      if (focused) list.children[offset]?.focus();
    });
  }

  function clear() {
    select(-1);
    for (const element of [note, list, rest, facets]) element.replaceChildren();
    for (const element of [list, more, sort, unfold]) element.hidden = true;
    input.setAttribute("aria-expanded", false);
  }

  function showAnswer(result) {
    const { id } = document.activeElement;
    const { total, suggestions } = result;
    clear();
    const none = suggestions ? say("none") : "";
    status.textContent = total ? number(total) + say("found") : none;
    sort.hidden = !total;
    showFacets(result.facets);
    if (insteadOf) note.textContent = insteadOf + say("insteadOf") + query;
    addHits(result);
    if (!total) showOthers(suggestions ?? []);
    if (id && id !== document.activeElement.id) (document.getElementById(id) ?? input).focus();
  }

  function addHits({ total, results }) {
    list.append(...results.map((hit, i) => makeHit(hit, list.children.length + i)));
    const remaining = total - list.children.length;
    more.textContent = say("more") + number(remaining);
    more.hidden = remaining <= 0;
    list.hidden = !total;
    input.setAttribute("aria-expanded", total > 0);
  }

  function makeHit(hit, i) {
    const url = new URL(`../${hit.url}`, HERE);
    url.searchParams.set("mark", query);
    // A post's heading names its author and time again.
    const heading = hit.heading !== hit.title && !hit.author && hit.heading;
    return make(
      "a",
      { class: "kensaku-hit", id: `kensaku-hit-${i}`, role: "option", href: url },
      make("span", { class: "kensaku-title" }, hit.title),
      heading && make("span", { class: "kensaku-heading" }, heading),
      make("span", { class: "kensaku-excerpt" }, ...marked(hit.excerpt, hit.marks)),
      make(
        "span",
        { class: "kensaku-meta" },
        make("span", {}, hit.author || label("kind", hit.kind)),
        hit.date && make("time", { datetime: hit.date }, readable(hit.date)),
        insteadOf && make("span", {}, hit.why.map(([word]) => `「${word}」`).join("")),
      ),
    );
  }

  const label = (field, value) => labels[field]?.[value] ?? value;

  function showFacets(counts) {
    for (const field of FIELDS) {
      const values = counts[field] ?? [];
      const chosen = filters[field];
      if (chosen !== undefined && !values.some(([value]) => value === chosen)) {
        values.unshift([chosen, 0]);
      }
      if (chosen === undefined && values.length < 2) continue;
      const id = `kensaku-${field}`;
      const buttons = values.slice(0, MOST_VALUES).map((each) => makeValue(field, ...each));
      const attributes = { class: "kensaku-facet", role: "group", "aria-labelledby": id };
      facets.append(make("div", attributes, make("div", { id }, say(field)), ...buttons));
    }
    const chosen = Object.keys(filters).length;
    unfold.textContent = say("narrow") + (chosen ? ` (${chosen})` : "");
    unfold.hidden = !facets.children.length;
  }

  function makeValue(field, value, count) {
    const pressed = filters[field] === value;
    const click = () => {
      if (pressed) delete filters[field];
      else filters[field] = value;
      run();
    };
    const id = `kensaku-${field}-${value}`;
    return make(
      "button",
      { class: "kensaku-value", id, type: "button", "aria-pressed": pressed, click },
      make("span", {}, label(field, value)),
      make("span", {}, number(count)),
    );
  }

  function showOthers(suggestions) {
    for (const suggestion of suggestions) {
      const click = () => {
        insteadOf = query;
        input.value = suggestion.query;
        input.focus();
        run();
      };
      const text = `「${suggestion.query}」 ${number(suggestion.total)}${say("found")}`;
      rest.append(
        make(
          "div",
          {},
          make("button", { class: "kensaku-ask", type: "button", click }, text),
          make("span", {}, say(suggestion.reason)),
        ),
      );
    }
    rest.append(elsewhere());
  }

  function fail(error) {
    clear();
    // The index may have been built anew.
    opened = undefined;
    status.textContent = error.code === "query" ? error.message : say("broken");
    rest.append(elsewhere());
    console.error(error);
  }

  function elsewhere() {
    const links = document.getElementById("kensaku-elsewhere");
    return make("div", { class: "kensaku-elsewhere" }, links?.content.cloneNode(true));
  }

  async function onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (isComposing(event)) {
      // The composition ends, not the dialog.
      if (event.key === "Escape") event.preventDefault();
    } else if (step) {
      event.preventDefault();
      if (current + step === list.children.length && !more.hidden) await showMore();
      select(Math.min(current + step, list.children.length - 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (current >= 0) list.children[current].click();
      else entered();
    }
  }

  function select(i) {
    list.children[current]?.setAttribute("aria-selected", false);
    current = Math.max(i, -1);
    const hit = list.children[current];
    hit?.setAttribute("aria-selected", true);
    hit?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", hit?.id ?? "");
  }

  function writeTo(address) {
    const url = new URL(address);
    url.search = "";
    const values = { q: input.value, ...filters, sort: sort.selectedIndex ? sort.value : "" };
    for (const [name, value] of Object.entries(values)) {
      if (value) url.searchParams.set(name, value);
    }
    return url;
  }

  function readFrom(address) {
    for (const [name, value] of new URL(address).searchParams) {
      if (name === "q") input.value = value;
      else if (name === "sort" && SORTS.includes(value)) sort.value = value;
      else if (FIELDS.includes(name)) filters[name] = value;
    }
  }

  clear();
  return { input, view, run, writeTo, readFrom };
}

const place = document.getElementById("kensaku-page");
const opener = document.getElementById("kensaku-open");
let begin = openDialog;

function fillPage() {
  const search = makeSearch({
    asked: () => replaceAddress(search.writeTo(location.href)),
    entered: () => search.run(),
  });
  place.replaceChildren(search.input, search.view);
  search.readFrom(location.href);
  begin = () => search.input.focus();
  if (search.input.value) search.run();
  else begin();
}

let dialog;

function makeDialog() {
  const close = () => dialog.close();
  const search = makeSearch({
    asked: () => (link.href = search.writeTo(opener.href)),
    left: close,
    entered: () => link.click(),
  });
  const keep = (settings) => settings.setItem("kensaku.slash", slash.checked);
  const slash = make("input", { type: "checkbox", change: () => stored(keep) });
  slash.checked = slashIsOn();
  const link = make("a", {}, say("open"));
  dialog = make(
    "dialog",
    {
      class: "kensaku-dialog",
      id: "kensaku-dialog",
      "aria-label": say("search"),
      // The page below has keys of its own.
      keydown: (event) => event.stopPropagation(),
      click: (event) => event.target === dialog && close(),
      // WebKit may keep the focus there.
      close: () => search.input.blur(),
    },
    make(
      "div",
      { class: "kensaku-bar" },
      search.input,
      make("button", { type: "button", click: close }, say("close")),
    ),
    search.view,
    make(
      "div",
      { class: "kensaku-foot" },
      make("label", {}, slash, say("slash")),
      link,
    ),
  );
  document.body.append(dialog);
  search.run();
}

function openDialog() {
  if (!dialog) makeDialog();
  if (!dialog.open) dialog.showModal();
  const input = dialog.querySelector("input");
  input.focus();
  input.select();
}

function onShortcut(event) {
  const target = event.composedPath()[0];
  const isTyping = target.matches?.(
    "input:not([type=checkbox]), textarea, select, [contenteditable]",
  );
  const command = event.ctrlKey || event.metaKey;
  const isAsked = command
    ? event.key.toLowerCase() === "k"
    : event.key === "/" && !isTyping && slashIsOn();
  if (!isAsked || event.altKey || isComposing(event)) return;
  event.preventDefault();
  event.stopPropagation();
  begin();
}

const HEADING = ":is(h1, h2, h3, h4, h5, h6)";
const IGNORED =
  "script, style, template, nav, button, select, dialog, a.headerlink, [hidden], " +
  "[aria-hidden=true], [data-kensaku-ignore]";

function markSection(target, query, find) {
  const root = target?.closest("article, main") ?? document.querySelector("main") ?? document.body;
  const walker = document.createTreeWalker(root, 5, (node) =>
    node.nodeType === 1 && node.matches(IGNORED) ? 2 : 1,
  );
  walker.currentNode = target ?? root;
  const nodes = [];
  let text = "";
  let block;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === 1) {
      if (node.id && node.matches(HEADING)) break;
      if (node.localName !== "br") continue;
    }
    let here = node.parentElement;
    while (getComputedStyle(here).display === "inline") here = here.parentElement;
    if (here !== block) text += "\n";
    block = here;
    nodes.unshift([node, text.length]);
    text += (node.data ?? " ").replace(/\s/g, " ");
  }
  // From the last: a cut leaves the places before it.
  const ranges = find(text, query).reverse();
  for (const [node, start] of nodes) {
    for (const places of node.data ? ranges : []) {
      const [from, to] = places.map((at) => Math.min(Math.max(at - start, 0), node.length));
      if (from === to) continue;
      const range = new Range();
      range.setStart(node, from);
      range.setEnd(node, to);
      range.surroundContents(make("mark", { class: "kensaku-mark" }));
    }
  }
  const first = document.querySelector(`.kensaku-mark:not(${HEADING} *)`);
  const show = () => first?.scrollIntoView({ block: "center" });
  // Until marks are laid out, WebKit may.
  requestAnimationFrame(() => requestAnimationFrame(show));
}

async function markArrival() {
  const address = new URL(location.href);
  const query = address.searchParams.get("mark");
  if (!query) return;
  // What one copies is the permalink.
  address.searchParams.delete("mark");
  replaceAddress(address);
  const { marks } = await load();
  // Until then the browser may scroll.
  if (document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve));
  }
  const target = document.getElementById(decodeURIComponent(address.hash.slice(1)));
  markSection(target, query, marks);
}

if (place) fillPage();
if (opener) {
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", (event) => {
    if (opensElsewhere(event)) return;
    event.preventDefault();
    begin();
  });
  document.addEventListener("keydown", onShortcut, true);
}
markArrival().catch(console.error);
})();

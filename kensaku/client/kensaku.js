// Exact search; see README.md. A classic script, as file:// takes no other.
globalThis.kensaku ??= (() => {
"use strict";

const HERE = globalThis.document?.currentScript?.src;
const FIELDS = ["author", "year", "topic", "kind"];
const READ_AHEAD = 10;
const USUAL = 6; // KB
const FEW_TEXTS = 8;
const ROOM = 2 ** 28; // places in a section

const failure = (message, code) =>
  Object.assign(new Error(message), { name: "KensakuError", code });

const WHITE = "\\p{White_Space}";
const INVISIBLE = "\xad\u200b\ufeff";
const SELECTORS = "\ufe00-\ufe0f\u{e0100}-\u{e01ef}";
const JAPANESE =
  "[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{1b000}-\u{1b16f}\u{20000}-\u{3ffff}]";
const TWINS = "\u301c\u2212\u2016\u2014\xa2\xa3\xac";
const TWIN = "\uff5e\uff0d\u2225\u2015\uffe0\uffe1\uffe2";
const pattern = (source, flags = "gu") => new RegExp(source, flags);
const IS_WHITE = pattern(WHITE, "u");
const CUT = pattern(`[${WHITE}${INVISIBLE}${SELECTORS}]+`);
const IN_JAPANESE = pattern(`${JAPANESE}\0${JAPANESE}`, "u");
const MARK = "[\\p{M}\uff9e\uff9f\u1160-\u11ff]";
// What folds to itself goes through at once.
const CLUSTER = pattern(`([0-9a-zぁ-ゖァ-ヺー一-鿿]+)(?!${MARK})|[ \n]|.${MARK}*`, "gsu");
const SHOWN = pattern(`.${MARK}*`, "suy");
const clusters = new Map();

function foldCluster(cluster) {
  let text = clusters.get(cluster);
  if (text === undefined) {
    text = cluster.replace(pattern(`[${TWINS}]`), (sign) => TWIN[TWINS.indexOf(sign)]);
    text = text.normalize("NFKC").toUpperCase().toLowerCase();
    text = text.replaceAll("ς", "σ").normalize("NFKC");
    clusters.set(cluster, text);
  }
  return text;
}

function foldWithPlaces(text) {
  let kept = "";
  const places = [];
  let last = 0;
  const keep = (end) => {
    kept += text.slice(last, end);
    while (last < end) places.push(last++);
  };
  for (const { 0: run, index } of text.matchAll(CUT)) {
    keep(index);
    last = index + run.length;
    if (!kept || last === text.length || !IS_WHITE.test(run)) continue;
    const around = `${kept.slice(-2)}\0${text.slice(last, last + 2)}`;
    const space = run.includes("\n") ? "\n" : IN_JAPANESE.test(around) ? "" : " ";
    if (space) places.push(index);
    kept += space;
  }
  keep(text.length);

  const folded = { text: "", starts: [] };
  for (const { 0: cluster, 1: same, index } of kept.matchAll(CLUSTER)) {
    const piece = same ?? foldCluster(cluster);
    folded.text += piece;
    for (let i = 0; i < piece.length; i++) folded.starts.push(places[same ? index + i : index]);
  }
  return folded;
}

const toSpaces = (text) => text.replace(pattern(`${WHITE}+`), " ");
const display = (text) => toSpaces(text.replace(pattern(`[${INVISIBLE}]`), "")).trim();
const fold = (text) => foldWithPlaces(toSpaces(text)).text;

function places(text, word) {
  const found = [];
  for (let at = -1; (at = text.indexOf(word, at + 1)) >= 0; ) found.push(at);
  return found;
}

const goesOn = (text, at) => /[0-9a-z]{2}/.test(text.slice(at - 1, at + 1));
const isWord = (text, word) =>
  places(text, word).some((at) => !goesOn(text, at) && !goesOn(text, at + word.length));

function ranges(source, { text, starts }, terms) {
  return terms
    .flatMap(({ word }) =>
      places(text, word).map((at) => {
        SHOWN.lastIndex = starts[at + word.length - 1];
        SHOWN.test(source);
        return [starts[at], SHOWN.lastIndex];
      }),
    )
    .sort((a, b) => a[0] - b[0]);
}

function joined(sorted) {
  const out = [];
  for (const [start, end] of sorted) {
    const last = out.at(-1);
    if (start <= last?.[1]) last[1] = Math.max(end, last[1]);
    else out.push([start, end]);
  }
  return out;
}

/** Where a query is in a text: `[start, end]`, never across a line feed. */
const marks = (text, query) =>
  joined(ranges(text, foldWithPlaces(text), parse(query).filter(isTerm)));

const QUOTED = '["“”＂]([^"“”＂]*)(?:["“”＂]|$)';
const TOKEN = pattern(
  `([-－](?=[^${WHITE}]))?` +
    `((${FIELDS.join("|")})[:：](?:${QUOTED}|([^${WHITE}]*))|${QUOTED}|[^${WHITE}]+)`,
  "giu",
);

const isTerm = (part) => !part.field && !part.not;

function parse(query, options = {}) {
  const parts = new Map();
  const add = (part) => {
    const key = [part.not, part.field, part.word].join();
    if (part.word && !parts.has(key)) parts.set(key, part);
  };
  for (const field of FIELDS) {
    for (const value of [options[field] ?? []].flat()) add({ field, word: fold(value) });
  }
  for (const token of query.matchAll(TOKEN)) {
    const [whole, not, text, field, quotedValue, plainValue, phrase] = token;
    const value = fold(quotedValue || plainValue || "");
    if (field && value) {
      add({ field: field.toLowerCase(), word: value, not });
      continue;
    }
    const typed = phrase ?? text;
    const end = token.index + whole.length;
    const quoted = phrase !== undefined;
    add({ word: fold(typed), not, typed, start: end - text.length, end, quoted });
  }
  if (parts.size > 32) throw failure("検索語は32個までです。", "query");
  return [...parts.values()];
}

let taken;

function take(name, data) {
  taken = { name, data };
}

function runScript(src, name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src, charset: "x-user-defined", onerror: reject });
    script.onload = () => {
      script.remove();
      const data = taken?.name === name ? taken.data : "";
      resolve(Uint8Array.from(data, (character) => character.charCodeAt()));
    };
    document.head.append(script);
  });
}

async function fetchScript(url, name) {
  const response = await fetch(url, { cache: name === "index" ? "no-cache" : "default" });
  if (!response.ok) throw response.status;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const start = bytes.indexOf(44) + 2; // after ,"
  bytes[bytes.length - 3] = 92; // was "
  let end = start;
  for (let at = start; at < bytes.length - 2; ) {
    const next = bytes.indexOf(92, at);
    bytes.copyWithin(end, at, next);
    end += next - at;
    const sign = bytes[next + 1];
    bytes[end++] = { 110: 10, 114: 13 }[sign] ?? sign;
    at = next + 2;
  }
  return bytes.subarray(start, end - 1);
}

async function read(url, name, form = "json") {
  try {
    const bytes = await (url.startsWith("file:") ? runScript : fetchScript)(url, name);
    const { body } = new Response(bytes);
    // It finds damage too.
    return await new Response(body.pipeThrough(new DecompressionStream("deflate")))[form]();
  } catch (error) {
    throw failure(`${url} cannot be read (${error})`);
  }
}

class Bits {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }

  next() {
    const { bytes, at } = this;
    const i = at >> 3;
    const four = (bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3];
    return four << (at & 7); // 25 bits
  }

  number(width) {
    const value = this.next() >>> (32 - width);
    this.at += width;
    return value;
  }

  zeros() {
    const next = this.next();
    const count = next ? Math.clz32(next) : 24;
    this.at += count;
    return next ? count : count + this.zeros();
  }

  gamma() {
    return this.number(this.zeros() + 1);
  }

  varint() {
    const byte = this.number(8);
    return byte < 128 ? byte : byte - 128 + 128 * this.varint();
  }

  ascend(list, count, k, last) {
    for (; count > 0; count--) {
      list.push((last += ((this.zeros() - 1) << k) + this.number(k + 1) + 1));
    }
  }

  record(piece, lists, first, end) {
    const total = this.gamma();
    const inHeading = this.number(1);
    const isMany = !piece.isPlaced && this.number(1);
    const ids = [];
    const k = 31 - Math.clz32(((11 * (end - first)) / (16 * total)) | 1);
    this.ascend(ids, total, k, first - 1);
    for (const id of ids) lists.ids.push(id);
    const mark = (list, by = 1) => ids.forEach((id) => this.number(1) && list.push(id * by));
    if (inHeading) mark(lists.heading);
    if (isMany) mark(lists.many);
    if (piece.isPlaced) this.places(piece, lists, ids);
    else if (lists.words) mark(lists.words, ROOM);
  }

  places({ begin, inner }, { many, places, words }, ids) {
    const j = this.number(4);
    const before = places.length;
    for (const id of ids) {
      const count = this.gamma();
      if (count > 2) many.push(id);
      this.ascend(places, count, j, id * ROOM - begin - 1);
    }
    for (const place of words ? places.slice(before) : []) {
      if ((this.number(2) | inner) > 2) words.push(place);
    }
  }
}

function findRecords(bytes, wanted) {
  const bits = new Bits(bytes, 0);
  const found = [];
  let key = "";
  let size = 0;
  for (let keys = bits.varint(); keys > 0; keys--) {
    key = key.slice(0, bits.varint());
    for (let more = bits.varint(); more > 0; more--) key += String.fromCharCode(bits.number(8));
    let segment = -1;
    for (let records = bits.varint(); records > 0; records--) {
      segment += bits.varint() + 1;
      if (key === wanted) found.push([segment, size]);
      size += bits.varint();
    }
  }
  return found.map(([segment, at]) => [segment, new Bits(bytes, bits.at + 8 * at)]);
}

// Sets are ascending lists; null is everything.

const range = (start, end) => Array.from({ length: end - start }, (_, i) => start + i);

function both(a, b, isIn = true) {
  if (!a || !b) return a ?? b;
  let i = 0;
  return a.filter((value) => {
    while (b[i] < value) i++;
    return (b[i] === value) === isIn;
  });
}

const isFirst = ({ size }, i) => !i || (size <= USUAL && i < 8);

function lastNotAfter(starts, value) {
  let low = 0;
  for (let high = starts.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (starts[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

const toId = (place) => Math.floor(place / ROOM);

// Bytes, in the order of code points.
const encoder = new TextEncoder();
const utf8 = (text) => String.fromCharCode(...encoder.encode(text));
const hex = (bytes) => bytes.replace(/./gs, (byte) => byte.charCodeAt().toString(16).padStart(2, 0));

class Index {
  constructor(base, manifest) {
    this.manifest = manifest;
    this.frequent = new Set(manifest.frequent);
    this.folder = `${base}${manifest.folder}/`;
    this.files = new Map();
    const [firsts, rests] = manifest.grams;
    const more = rests.split("\n");
    this.gramStarts = Array.from(firsts, (first, i) => utf8(first + more[i]));
    this.large = new Map(manifest.large);
    this.segments = [];
    this.textStarts = [];
    this.textNames = [];
    let id = 0;
    manifest.text.forEach((counts, segment) => {
      this.segments.push(id);
      counts.forEach((count, i) => {
        this.textNames.push(`t${segment}-${i}`);
        this.textStarts.push(id);
        id += count;
      });
    });
    this.segments.push(id);
    const { years, sections } = manifest;
    this.years = years.map(([year, start], i) => [`${year}`, start, years[i + 1]?.[1] ?? sections]);
  }

  file(name, form) {
    let file = this.files.get(name);
    if (!file) {
      file = read(`${this.folder}${name}.js`, name, form);
      file.catch(() => this.files.delete(name));
      this.files.set(name, file);
    }
    return file;
  }

  chunk({ key }) {
    const start = this.gramStarts[lastNotAfter(this.gramStarts, utf8(key))];
    return start ? this.file(`g${hex(start)}`, "arrayBuffer") : [];
  }

  async lists(piece, among) {
    if (piece.lists) return piece.lists;
    const words = /^[0-9a-z]|[0-9a-z]$/.test(piece.key) ? [] : null;
    const lists = { ids: [], heading: [], many: [], places: [], words };
    const chunk = new Uint8Array(await this.chunk(piece));
    for (const [segment, bits] of findRecords(chunk, utf8(piece.key))) {
      const [first, end] = this.segments.slice(segment);
      if (among && lastNotAfter(among, end - 1) === lastNotAfter(among, first - 1)) continue;
      bits.record(piece, lists, first, end);
    }
    return (piece.lists = lists);
  }

  textChunk(id) {
    return lastNotAfter(this.textStarts, id);
  }

  areInFewTexts(ids) {
    const names = new Set();
    return ids.every((id) => {
      const name = this.textNames[this.textChunk(id)];
      return this.files.has(name) || names.add(name).size <= FEW_TEXTS;
    });
  }

  read(ids) {
    return Promise.all(ids.map(this.section, this));
  }

  async section(id) {
    const chunk = this.textChunk(id);
    const { pages, sections } = await this.file(this.textNames[chunk]);
    const row = sections[id - this.textStarts[chunk]];
    const [page, fragment, heading, author, date, kind, topics, text] = row;
    const [path, title] = pages[page];
    const url = fragment ? `${path}#${fragment}` : path;
    row.folded ??= foldWithPlaces(text);
    return { id, url, title, heading, author, date, kind, topics, text, folded: row.folded };
  }

  cover(points) {
    const found = [];
    const size = points.length;
    for (let at = 0; !at || at < size - 1; at++) {
      const piece = { begin: at, end: Math.min(at + 2, size) };
      const key = () => (piece.key = points.slice(piece.begin, piece.end).join(""));
      while (this.frequent.has(key()) && piece.end - piece.begin < size) {
        if (piece.end < size) piece.end++;
        else piece.begin--;
      }
      while (found.at(-1)?.begin >= piece.begin) found.pop();
      if (found.at(-1)?.end >= piece.end) continue;
      const reaching = found.slice(-8).filter(({ end }) => end >= piece.begin);
      [piece.before] = reaching.sort((a, b) => a.cost - b.cost);
      piece.size = this.large.get(piece.key) ?? USUAL;
      piece.cost = piece.size + (piece.before?.cost ?? 0);
      piece.isPlaced = piece.end - piece.begin > 1 && !this.frequent.has(piece.key);
      piece.inner = (piece.begin > 0) * 2 + (piece.end < size);
      found.push(piece);
    }
    const cover = [];
    for (let piece = found.at(-1); piece; piece = piece.before) cover.unshift(piece);
    return cover.sort((a, b) => a.size - b.size);
  }

  piecesOf({ field, word }) {
    if (!field) return this.cover([...word]);
    if (field !== "year") return [{ key: `\x02${field}\x02${word}`, size: 0 }];
    const [, start, end] = this.years.find(([year]) => year === word) ?? [];
    return [{ size: 0, lists: { ids: range(start, end) } }];
  }

  async matches(parts) {
    const plans = parts.map((part) => ({ ...part, pieces: this.piecesOf(part) }));
    const first = plans.flatMap(({ pieces }) => pieces.filter(isFirst));
    await Promise.all(first.map((piece) => this.lists(piece)));
    const largest = ({ pieces }) => pieces.at(-1).size;
    const inTurn = plans.toSorted((a, b) => largest(a) - largest(b));
    let ids = null;
    for (const plan of inTurn) if (!plan.not) ids = await this.having(plan, ids);
    ids ??= range(0, this.manifest.sections);
    for (const plan of inTurn) if (plan.not) ids = both(ids, await this.having(plan, ids), false);
    return { ids, terms: plans.filter(isTerm) };
  }

  async having(plan, ids) {
    const { word, pieces } = plan;
    let starts = null;
    for (const [i, piece] of pieces.entries()) {
      if (!isFirst(piece, i) && this.areInFewTexts(ids)) {
        const texts = (await this.read(ids)).map(({ folded }) => folded.text);
        plan.whole = ids.filter((_, i) => isWord(texts[i], word));
        return ids.filter((_, i) => texts[i].includes(word));
      }
      const lists = await this.lists(piece, ids);
      ids = both(ids, lists.ids);
      if (pieces.length < 2) continue;
      starts = both(starts, lists.places);
      if (i) ids = both(ids, starts.map(toId));
    }
    for (const { lists } of pieces) starts = both(starts, lists.words);
    plan.whole = starts?.map(toId);
    return ids;
  }

  async counted(ids) {
    const counts = { author: new Map(), topic: new Map(), kind: new Map() };
    const add = (field, values, more = 1) => {
      for (const value of [values].flat()) {
        counts[field].set(value, (counts[field].get(value) ?? 0) + more);
      }
    };
    if (ids.length <= READ_AHEAD) {
      for (const section of await this.read(ids)) {
        for (const field in counts) add(field, section[field] ?? section.topics);
      }
      return { counts };
    }
    const { columns, kinds } = this.manifest;
    const rows = [];
    for (const id of ids) {
      const i = lastNotAfter(columns, id);
      (rows[i] ??= []).push(id - columns[i]);
    }
    const chunks = await Promise.all(rows.map((_, i) => this.file(`c${i}`)));
    const ranks = [];
    rows.forEach((each, i) => {
      for (const [field, [values, letters]] of Object.entries(chunks[i])) {
        const found = [];
        for (const row of each) {
          const place = letters.charCodeAt(row) - 32;
          found[place] = (found[place] ?? 0) + 1;
          if (field === "kind") ranks.push(kinds.indexOf(values[place]));
        }
        found.forEach((count, place) => add(field, values[place], count));
      }
    });
    return { counts, ranks };
  }

  facets(ids, counts) {
    const before = (id) => lastNotAfter(ids, id - 1);
    counts.year = this.years.map(([year, start, end]) => [year, before(end) - before(start)]);
    const facets = {};
    for (const field of FIELDS) {
      const pairs = [...counts[field]].filter(([value, count]) => value && count);
      if (field !== "year") pairs.sort((a, b) => b[1] - a[1] || (a[0] > b[0] ? 1 : -1));
      facets[field] = pairs;
    }
    return facets;
  }

  byDate(ids, sort) {
    const undated = lastNotAfter(ids, this.years[0]?.[1] - 1) + 1;
    const dated = ids.slice(undated);
    if (sort === "newest") dated.reverse();
    return [...dated, ...ids.slice(0, undated)];
  }

  byIndex(ids, plans, ranks) {
    const first = plans.flatMap(({ pieces }) => pieces.filter(isFirst));
    const merits = new Uint8Array(this.manifest.sections);
    const add = (merit, lists) => {
      for (const id of lists.reduce((a, b) => both(a, b), null) ?? []) merits[id] |= merit;
    };
    add(1, first.map(({ lists }) => lists.many));
    add(2, plans.map(({ whole }) => whole));
    add(4, first.map(({ lists }) => lists.heading));
    const groups = [];
    ids.forEach((id, i) => {
      (groups[(7 - merits[id]) * this.manifest.kinds.length + ranks[i]] ??= []).push(id);
    });
    return groups.flat();
  }

  async byText(ids, terms) {
    const sections = await this.read(ids);
    const { kinds } = this.manifest;
    return sections
      .map((section) => [...closeness(section, terms), kinds.indexOf(section.kind), section.id])
      .sort((a, b) => a.reduce((order, value, i) => order || value - b[i], 0))
      .map((key) => key.at(-1));
  }

  async search(query, { limit = 10, offset = 0, sort = "relevance", filters = {} } = {}) {
    const parts = parse(query, filters);
    if (!parts.length) return { total: 0, results: [], facets: {} };
    const { ids, terms } = await this.matches(parts);
    const counting = this.counted(ids);
    let order = ids;
    if (sort !== "relevance") order = this.byDate(ids, sort);
    else {
      const { ranks } = await counting;
      if (ranks) order = this.byIndex(ids, terms, ranks);
      const first = await this.byText(order.slice(0, READ_AHEAD), terms);
      order = [...first, ...order.slice(READ_AHEAD)];
    }
    const [shown, { counts }] = await Promise.all([
      this.read(order.slice(offset, offset + limit)),
      counting,
    ]);
    return {
      total: ids.length,
      results: shown.map((section) => describe(section, terms)),
      facets: this.facets(ids, counts),
      ...(!ids.length && { suggestions: await this.suggestions(query, terms, filters) }),
    };
  }

  async suggestions(query, terms, filters) {
    const found = new Map();
    const offer = async (other, reason) => {
      const total = (await this.matches(parse(other, filters))).ids.length;
      if (total) found.set(other, { query: other, total, reason });
    };
    const others = new Set(terms.flatMap((term) => replaced(query, term, this.manifest.synonyms)));
    for (const other of [...others].slice(0, 20)) {
      if (found.size < 5) await offer(other, "synonym");
    }
    for (const { start, end } of terms.length > 1 ? terms : []) {
      const alone = query.slice(start, end);
      if (!found.has(alone)) await offer(alone, "terms");
    }
    return [...found.values()];
  }
}

function replaced(query, { word, start, end, quoted }, synonyms) {
  return synonyms
    .flatMap((group) => group.map((each) => ({ group, text: fold(each) })))
    .filter(({ text }) => text && word.includes(text))
    .sort((a, b) => [...b.text].length - [...a.text].length)
    .flatMap(({ group, text }) =>
      group
        .filter((other) => fold(other) !== text)
        .map((other) => {
          const term = word.replaceAll(text, () => other);
          const token = quoted || IS_WHITE.test(term) ? `"${term}"` : term;
          return query.slice(0, start) + token + query.slice(end);
        }),
    );
}

function closeness({ heading, text, folded }, terms) {
  const title = fold(heading);
  return [
    !terms.every(({ word }) => title.includes(word)),
    !terms.every(({ word }) => isWord(folded.text, word)),
    !terms.every(({ typed }) => text.includes(display(typed))),
    -terms.flatMap(({ word }) => places(folded.text, word)).length,
  ];
}

const units = (characters) => characters.join("").length;

function describe({ id, text, folded, ...known }, terms) {
  const head = known.heading.length + 1;
  const body = known.heading && head < text.length ? head : 0;
  const found = ranges(text, folded, terms);
  const first = found.find(([start]) => start >= body)?.[0] ?? body;
  const back = (at, count) =>
    at - units([...text.slice(Math.max(body, at - 2 * count), at)].slice(-count));
  const start = back(first, 40);
  const end = start + units([...text.slice(start, start + 240)].slice(0, 120));
  const begin = back(end, 120);
  const before = begin > body ? "…" : "";
  const after = end < text.length ? "…" : "";
  const place = (at) => Math.min(Math.max(at, begin), end) - begin + before.length;
  const shown = found.filter(([start, stop]) => start < end && stop > begin);
  const heading = fold(known.heading);
  return {
    ...known,
    excerpt: before + text.slice(begin, end).replaceAll("\n", " ") + after,
    marks: joined(shown.map((marked) => marked.map(place))),
    why: terms.map(({ typed, word }) => [typed, heading.includes(word) ? "heading" : "text"]),
  };
}

/** `base` is the folder's address, ending in "/". */
async function open(base = new URL(".", HERE).href) {
  const manifest = await read(`${base}index.js`, "index");
  if (manifest.version !== 4) throw failure(`${base} is another version`);
  return new Index(base, manifest);
}

return { open, take, marks, fold };
})();

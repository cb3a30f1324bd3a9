// Exact search; see README.md. A classic script, for file:// takes no other.
globalThis.kensaku ??= (() => {
"use strict";

const HERE = globalThis.document?.currentScript?.src;
const FIELDS = ["author", "year", "topic", "kind"];
const READ_AHEAD = 10;
const FEW_TEXTS = 8;
const NOTHING = new Uint32Array();

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
const SELECTED = pattern(`[${SELECTORS}]*`, "uy");
const IN_JAPANESE = pattern(`${JAPANESE}\0${JAPANESE}`, "u");
const CLUSTER = /[ \n]|.[\p{M}\uff9e\uff9f\u1160-\u11ff]*/gsu;
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

  const folded = { text: "", starts: [], ends: [] };
  for (const { 0: cluster, index } of kept.matchAll(CLUSTER)) {
    const piece = foldCluster(cluster);
    SELECTED.lastIndex = places[index + cluster.length - 1] + 1;
    SELECTED.test(text);
    folded.text += piece;
    for (let i = 0; i < piece.length; i++) {
      folded.starts.push(places[index]);
      folded.ends.push(SELECTED.lastIndex);
    }
  }
  return folded;
}

const toSpaces = (text) => text.replace(pattern(`${WHITE}+`), " ");
const display = (text) => toSpaces(text.replace(pattern(`[${INVISIBLE}]`), "")).trim();
const fold = (text) => foldWithPlaces(toSpaces(text)).text;

function places(text, word) {
  const found = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push(at);
  return found;
}

function ranges({ text, starts, ends }, terms) {
  const found = terms.flatMap(({ word }) =>
    places(text, word).map((at) => [starts[at], ends[at + word.length - 1]]),
  );
  return found.sort((a, b) => a[0] - b[0]);
}

function joined(sorted) {
  const out = [];
  for (const [start, end] of sorted) {
    const last = out.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(end, last[1]);
    else out.push([start, end]);
  }
  return out;
}

/** What a query finds in a text, as `[start, end]`; nothing across a line feed. */
const marks = (text, query) => joined(ranges(foldWithPlaces(text), parse(query).filter(isTerm)));

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
  if (parts.size > 32) throw failure("検索語が多すぎます。32個までにしてください。", "query");
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
      resolve(taken?.name === name ? taken.data : "");
    };
    document.head.append(script);
  });
}

async function fetchScript(url, name) {
  const response = await fetch(url, { cache: name === "index" ? "no-cache" : "default" });
  if (!response.ok) throw response.status;
  const text = new TextDecoder("x-user-defined").decode(await response.arrayBuffer());
  const data = text.slice(`kensaku.take("${name}","`.length, -3);
  return data.replace(/\\(.)/gs, (_, sign) => ({ n: "\n", r: "\r" })[sign] ?? sign);
}

async function read(url, name) {
  let data;
  try {
    data = await (url.startsWith("file:") ? runScript : fetchScript)(url, name);
  } catch (error) {
    throw failure(`${url} cannot be read (${error})`);
  }
  const bytes = Uint8Array.from(data, (character) => character.charCodeAt(0));
  const content = bytes.subarray(4);
  let crc = -1;
  for (const byte of content) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (-(crc & 1) & 0xedb88320);
  }
  const [a, b, c, d] = bytes;
  if (d === undefined || ~crc !== ((a << 24) | (b << 16) | (c << 8) | d)) {
    throw failure(`${url} is damaged`);
  }
  return content;
}

function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).json();
}

class Bits {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  bit() {
    return (this.bytes[this.at >> 3] >> (7 - (this.at++ & 7))) & 1;
  }

  number(width) {
    let value = 0;
    while (width--) value = value * 2 + this.bit();
    return value;
  }

  zeros() {
    for (let count = 0; this.at < this.bytes.length * 8; count++) if (this.bit()) return count;
    return -1;
  }

  rice(k) {
    const high = this.zeros();
    return high < 0 ? -1 : high * 2 ** k + this.number(k);
  }

  gamma() {
    const width = this.zeros();
    return 2 ** width + this.number(width);
  }

  varint() {
    const byte = this.number(8);
    return byte < 128 ? byte : byte - 128 + 128 * this.varint();
  }

  take(size) {
    const begin = this.at / 8;
    this.at += 8 * size;
    return this.bytes.subarray(begin, begin + size);
  }
}

function readGaps(bytes) {
  const bits = new Bits(bytes);
  const k = bits.number(5);
  const out = [];
  let last = -1;
  for (let gap; (gap = bits.rice(k)) >= 0; ) out.push((last += gap + 1));
  return Uint32Array.from(out);
}

function readGrams(bytes) {
  const bits = new Bits(bytes);
  const decoder = new TextDecoder();
  const grams = new Map();
  const key = [];
  const lists = [];
  const count = bits.varint();
  let place = bits.varint();
  while (grams.size < count) {
    key.length = bits.varint();
    key.push(...bits.take(bits.varint()));
    const text = decoder.decode(Uint8Array.from(key));
    const flags = bits.varint();
    const gram = { df: Math.floor(flags / 8), place, size: 0 };
    lists.push([gram, "sections", bits.varint()]);
    if (flags & 2) lists.push([gram, "heading", bits.varint()]);
    if (flags & 1) lists.push([gram, "many", bits.varint()]);
    if (flags & 4) place += gram.size = bits.varint();
    grams.set(text, gram);
  }
  for (const [gram, name, size] of lists) gram[name] = bits.take(size);
  return grams;
}

// Sets of ids: ascending arrays; null is everything.

const range = (start, end) => Uint32Array.from({ length: end - start }, (_, i) => start + i);

function both(a, b) {
  if (!a) return b;
  const out = new Uint32Array(Math.min(a.length, b.length));
  let size = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) out[size++] = a[i];
    if (a[i] <= b[j]) i++;
    else j++;
  }
  return out.subarray(0, size);
}

function lastNotAfter(starts, value) {
  let low = 0;
  for (let high = starts.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (starts[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

// By UTF-8, which has the order of code points.
const sortKey = (text) => String.fromCharCode(...new TextEncoder().encode(text));

class Index {
  constructor(base, manifest) {
    this.manifest = manifest;
    this.frequent = new Set(manifest.frequent);
    this.labels = manifest.labels;
    this.folder = `${base}${manifest.folder}/`;
    this.files = new Map();
    const [firsts, rests] = manifest.grams;
    const more = rests.split("\n");
    this.gramStarts = Array.from(firsts, (first, i) => sortKey(first + more[i]));
    let next = 0;
    this.textStarts = manifest.text.map((size) => (next += size) - size);
    this.textSize = manifest.bytes.t / manifest.text.length;
    this.yearStarts = manifest.years.map(([, start]) => start);
  }

  file(name, decode = inflate) {
    let file = this.files.get(name);
    if (!file) {
      file = read(`${this.folder}${name}.js`, name).then(decode);
      file.catch(() => this.files.delete(name));
      this.files.set(name, file);
    }
    return file;
  }

  async gram(key) {
    const chunk = lastNotAfter(this.gramStarts, sortKey(key));
    return chunk < 0 ? undefined : (await this.file(`g${chunk}`, readGrams)).get(key);
  }

  textChunk(id) {
    return lastNotAfter(this.textStarts, id);
  }

  read(ids) {
    return Promise.all(Array.from(ids, (id) => this.section(id)));
  }

  async section(id) {
    const chunk = this.textChunk(id);
    const { pages, sections } = await this.file(`t${chunk}`);
    const row = sections[id - this.textStarts[chunk]];
    const [page, fragment, heading, author, date, kind, topics, text] = row;
    const [path, title] = pages[page];
    const url = fragment ? `${path}#${fragment}` : path;
    row.folded ??= foldWithPlaces(text);
    return { id, url, title, heading, author, date, kind, topics, text, folded: row.folded };
  }

  async prepare(part) {
    const { field, word } = part;
    if (field === "year") {
      const { years, sections } = this.manifest;
      const at = years.findIndex(([year]) => String(year) === word);
      const ids = range(years[at]?.[1] ?? 0, at < 0 ? 0 : (years[at + 1]?.[1] ?? sections));
      return { ...part, pieces: [0], grams: [{ ids }] };
    }
    const pieces = field ? [{ key: `\x02${field}\x02${word}` }] : this.pieces([...word]);
    const last = Math.max(pieces.length - 1, 5);
    const some = pieces.slice(0, 6).map((_, i) => pieces[Math.floor((i * last) / 5)]);
    return { ...part, pieces, grams: await this.grams(some) };
  }

  grams(pieces) {
    return Promise.all(pieces.map(({ key }) => this.gram(key)));
  }

  pieces(points) {
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
      if (!(found.at(-1)?.end >= piece.end)) found.push(piece);
    }
    return found;
  }

  candidates({ grams }, ids) {
    if (!grams.every(Boolean)) return NOTHING;
    for (const gram of grams.toSorted((a, b) => a.df - b.df)) {
      if (ids?.length === 0) break;
      gram.ids ??= readGaps(gram.sections);
      ids = both(ids, gram.ids);
    }
    return ids;
  }

  async matches(parts) {
    const all = await Promise.all(parts.map((part) => this.prepare(part)));
    const wanted = all.filter((part) => !part.not);
    let ids = null;
    for (const part of wanted) ids = this.candidates(part, ids);
    ids ??= range(0, this.manifest.sections);
    for (const part of wanted) ids = await this.verified(part, ids);
    for (const part of all.filter((each) => each.not)) {
      const gone = new Set(await this.verified(part, this.candidates(part, ids)));
      ids = ids.filter((id) => !gone.has(id));
    }
    return { ids, terms: all.filter(isTerm) };
  }

  async verified({ pieces, word }, ids) {
    if (pieces.length < 2) return ids;
    const missing = () => this.missing("t", ids.map(this.textChunk, this));
    if (missing() > FEW_TEXTS) {
      const grams = await this.grams(pieces);
      ids = this.candidates({ grams }, ids);
      if (!ids.length) return ids;
      let starts = new Map(Array.from(ids, (id) => [id, null]));
      const cover = this.cover(pieces, grams);
      while (missing() * this.textSize > cover.reduce((sum, { cost }) => sum + cost, 0)) {
        starts = await this.narrowed(starts, cover.shift());
        ids = ids.filter((id) => starts.has(id));
        if (!cover.length) return ids;
      }
    }
    const sections = await this.read(ids);
    return ids.filter((_, i) => sections[i].folded.text.includes(word));
  }

  missing(family, chunks) {
    return [...new Set(chunks)].filter((chunk) => !this.files.has(family + chunk)).length;
  }

  positionChunks({ place, size }) {
    const chunk = this.manifest.positionsChunk;
    return Array.from(range(Math.floor(place / chunk), Math.ceil((place + size) / chunk)));
  }

  cover(pieces, grams) {
    const covers = [{ end: 0, cost: 0, parts: [] }];
    pieces.forEach(({ begin, end }, i) => {
      const [from] = covers.filter((each) => each.end >= begin).sort((a, b) => a.cost - b.cost);
      const chunks = this.missing("p", this.positionChunks(grams[i]));
      const part = { begin, gram: grams[i], cost: chunks * this.manifest.positionsChunk };
      covers.push({ end, cost: from.cost + part.cost, parts: [...from.parts, part] });
    });
    return covers.at(-1).parts.sort((a, b) => a.cost - b.cost);
  }

  async narrowed(starts, { begin: offset, gram }) {
    const chunks = this.positionChunks(gram).map((chunk) => this.file(`p${chunk}`, (it) => it));
    const all = new Uint8Array(await new Blob(await Promise.all(chunks)).arrayBuffer());
    const bits = new Bits(all.subarray(gram.place % this.manifest.positionsChunk));
    const k = bits.number(5);
    const left = new Map();
    for (const id of gram.ids) {
      const known = starts.get(id);
      const here = [];
      let position = -offset - 1;
      for (let count = bits.gamma(); count > 0; count--) {
        position += bits.rice(k) + 1;
        if (known === null || known?.includes(position)) here.push(position);
      }
      if (here.length) left.set(id, here);
    }
    return left;
  }

  async known(ids) {
    const { kinds, years } = this.manifest;
    const read = await (ids.length > READ_AHEAD ? this.columns(ids) : this.read(ids));
    const rows = new Map();
    ids.forEach((id, i) => {
      const { author, kind, topics } = read[i];
      rows.set(id, {
        rank: kinds.indexOf(kind),
        author: [author],
        year: [String(years[lastNotAfter(this.yearStarts, id)]?.[0] ?? "")],
        topic: topics,
        kind: [kind],
      });
    });
    return rows;
  }

  async columns(ids) {
    const { authors, kinds, topics } = await this.file("c0");
    const { columnsChunk } = this.manifest;
    const at = (id) => Math.floor(id / columnsChunk) + 1;
    const chunks = [];
    for (const id of ids) chunks[at(id)] ??= this.file(`c${at(id)}`);
    const loaded = await Promise.all(chunks);
    return Array.from(ids, (id) => {
      const chunk = loaded[at(id)];
      const row = id % columnsChunk;
      chunk.letters ??= chunk.topics.split(",");
      return {
        author: authors[chunk.author[row]],
        kind: kinds[chunk.kind[row]],
        topics: Array.from(chunk.letters[row], (letter) => topics[letter.codePointAt() - 65]),
      };
    });
  }

  facets(rows) {
    const facets = {};
    for (const field of FIELDS) {
      const counts = new Map();
      for (const row of rows.values()) {
        for (const value of row[field]) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      counts.delete("");
      facets[field] = [...counts];
      if (field === "year") continue;
      facets[field].sort((a, b) => b[1] - a[1] || (a[0] > b[0] ? 1 : -1));
    }
    return facets;
  }

  byDate(ids, sort) {
    const undated = ids.filter((id) => !(id >= this.yearStarts[0]));
    const dated = ids.slice(undated.length);
    return [...(sort === "newest" ? dated.reverse() : dated), ...undated];
  }

  byIndex(ids, terms, rows) {
    const grams = terms.flatMap((term) => term.grams);
    const having = (gram, list) => (gram?.[list] ? readGaps(gram[list]) : NOTHING);
    const everywhere = (list) =>
      new Set(grams.reduce((left, gram) => both(left, having(gram, list)), ids));
    const heading = everywhere("heading");
    const many = everywhere("many");
    const order = (id) => !heading.has(id) * 2e6 + !many.has(id) * 1e6 + rows.get(id).rank;
    return Array.from(ids, (id) => [order(id), id])
      .sort((a, b) => a[0] - b[0])
      .map(([, id]) => id);
  }

  async byText(ids, terms, rows) {
    const sections = await this.read(ids);
    return sections
      .map((section) => [...closeness(section, terms), rows.get(section.id).rank, section.id])
      .sort((a, b) => a.reduce((order, value, i) => order || value - b[i], 0))
      .map((key) => key.at(-1));
  }

  async search(query, { limit = 10, offset = 0, sort = "relevance", filters = {} } = {}) {
    const parts = parse(query, filters);
    if (!parts.length) return { total: 0, results: [], facets: {} };
    const { ids, terms } = await this.matches(parts);
    const rows = await this.known(ids);
    let order;
    if (sort === "relevance") {
      order = this.byIndex(ids, terms, rows);
      if (terms.length && offset < READ_AHEAD) {
        order.unshift(...(await this.byText(order.splice(0, READ_AHEAD), terms, rows)));
      }
    } else order = this.byDate(ids, sort);
    const shown = await this.read(order.slice(offset, offset + limit));
    return {
      total: ids.length,
      results: shown.map((section) => describe(section, terms)),
      facets: this.facets(rows),
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
          const term = word === text ? other : word.replaceAll(text, () => other);
          const token = quoted || IS_WHITE.test(term) ? `"${term}"` : term;
          return query.slice(0, start) + token + query.slice(end);
        }),
    );
}

function closeness({ heading, text, folded }, terms) {
  const title = fold(heading);
  const found = terms.map(({ word }) => places(folded.text, word));
  const cuts = (a, b) => /[0-9a-z]/.test(a) && /[0-9a-z]/.test(b ?? "");
  const isWord = (word, at) =>
    !cuts(word[0], folded.text[at - 1]) && !cuts(word.at(-1), folded.text[at + word.length]);
  return [
    !terms.every(({ word }) => title.includes(word)),
    !terms.every(({ word }, i) => found[i].some((at) => isWord(word, at))),
    !terms.every(({ typed }) => text.includes(display(typed))),
    -found.flat().length,
  ];
}

function moved(text, at, count, least = 0) {
  for (; count > 0 && at < text.length; count--) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  for (; count < 0 && at > least; count++) at -= text.codePointAt(at - 2) > 0xffff ? 2 : 1;
  return at;
}

function describe({ id, text, folded, ...known }, terms) {
  const head = known.heading.length + 1;
  const body = known.heading && head < text.length ? head : 0;
  const found = ranges(folded, terms);
  const first = found.find(([start]) => start >= body)?.[0] ?? body;
  const end = moved(text, moved(text, first, -40, body), 120);
  const begin = moved(text, end, -120, body);
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
  const manifest = await inflate(await read(`${base}index.js`, "index"));
  if (manifest.version !== 1) throw failure(`${base} has another version's index`);
  return new Index(base, manifest);
}

return { open, take, marks, fold };
})();

// Selected words → the file of an annotation, and the address at which it is proposed.
(() => {
  "use strict";

  const { ADDED, textNodes, offsetsIn } = globalThis.annotation;

  // ---- Words, compared as marginalia.annotations.anchor does.

  const BLOCK = "p, li, td, th, pre, blockquote, div, h1, h2, h3, h4, h5, h6, figcaption, dt, dd";
  const LONGEST = 500;
  const CONTEXTS = [0, 16, 32, 48, 64];

  /** Text without white space, each character in NFKC. */
  function squeeze(text) {
    const normal = Array.from(text, (character) => character.normalize("NFKC")).join("");
    return normal.replace(/[^\S\ufeff]|[\x1c-\x1f\x85]/g, "");
  }

  /** The code points of a text, and where they are; `starts` tells that a block or line begins. */
  function characters(root) {
    const found = [];
    let before = null;
    for (const node of textNodes(root)) {
      const block = node.parentElement.closest(BLOCK);
      let starts = block !== before || beginsLine(node);
      before = block;
      const kept = keptOf(node);
      let to = 0;
      for (const character of node.data) {
        const from = to;
        to += character.length;
        if (!kept(character)) continue;
        found.push({ character, node, from, to, starts });
        starts = false;
      }
    }
    return found;
  }

  function beginsLine(node) {
    let prior = node.previousSibling;
    while (prior?.matches?.(ADDED)) prior = prior.previousSibling;
    return prior?.nodeName === "BR";
  }

  /** Of the lines shown in place of a list, the characters that are in the list too: no commas. */
  function keptOf(node) {
    const source = node.parentElement.nextElementSibling;
    if (!source?.matches("[data-source][hidden]")) return () => true;
    let left = squeeze(source.textContent);
    return (character) => {
      const compared = squeeze(character);
      if (!left.startsWith(compared)) return false;
      left = left.slice(compared.length);
      return true;
    };
  }

  /** Characters as one line of text. */
  function joined(part) {
    let text = "";
    for (const { character, starts } of part) {
      const space = starts && /[!-~]$/.test(text) && /[!-~]/.test(character);
      text += space ? ` ${character}` : character;
    }
    return text.replace(/[\t\n\f\r ]+/g, " ").trim();
  }

  /** The first and the last but one index of the characters in a range. */
  function within(all, range) {
    let from = all.length;
    let to = 0;
    let node = null;
    let offsets = null;
    all.forEach((each, index) => {
      if (each.node !== node) {
        node = each.node;
        offsets = offsetsIn(range, node);
      }
      if (each.from < offsets[0] || each.to > offsets[1]) return;
      from = Math.min(from, index);
      to = index + 1;
    });
    return [from, to];
  }

  function isUnique(text, quote) {
    const [exact, prefix, suffix] = [quote.exact, quote.prefix, quote.suffix].map(squeeze);
    let found = 0;
    for (let at = text.indexOf(exact); at >= 0; at = text.indexOf(exact, at + 1)) {
      found += text.endsWith(prefix, at) && text.startsWith(suffix, at + exact.length);
    }
    return found === 1;
  }

  /** The words from `from` to `to` as a TextQuoteSelector, or why they cannot be. */
  function quoteOf(all, from, to) {
    const exact = joined(all.slice(from, to));
    if (Array.from(exact).length > LONGEST) return { problem: "long" };
    const text = squeeze(all.map((each) => each.character).join(""));
    for (const size of CONTEXTS) {
      const prefix = size && joined(all.slice(Math.max(0, from - size), from));
      const suffix = size && joined(all.slice(to, to + size));
      const quote = { exact, prefix: prefix || "", suffix: suffix || "" };
      if (isUnique(text, quote)) return { quote };
    }
    return { problem: "repeated" };
  }

  // ---- The file, as marginalia.annotations.form writes it.

  const PLAIN =
    /^(?!(?:y|yes|n|no|on|off|true|false|null)$)[\p{L}\p{Nl}\p{No}](?:[\p{L}\p{N}_ .-]*[\p{L}\p{N}_])?$/iu;
  const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

  function quoted(text) {
    if (!UNSEEN.test(text)) return `'${text.replaceAll("'", "''")}'`;
    const escaped = (character) => {
      if (/["\\]/.test(character)) return `\\${character}`;
      const code = character.codePointAt(0).toString(16).padStart(8, "0");
      return UNSEEN.test(character) ? `\\U${code}` : character;
    };
    return `"${Array.from(text, escaped).join("")}"`;
  }

  function fileText({ target, quote }, { kind, author, created, language, note }) {
    const name = author.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "").trim();
    const lines = ["---", `target: ${target}`];
    if (quote) lines.push("quote:", `  exact: ${quoted(quote.exact)}`);
    if (quote?.prefix) lines.push(`  prefix: ${quoted(quote.prefix)}`);
    if (quote?.suffix) lines.push(`  suffix: ${quoted(quote.suffix)}`);
    lines.push(`kind: ${kind}`, `author: ${PLAIN.test(name) ? name : quoted(name)}`);
    lines.push(`created: ${created}`, `lang: ${language}`, "---", "");
    const body = note.replace(/[^\P{Cc}\t\n]|\p{Cs}/gu, "").replace(/^\n+|\n+$/g, "");
    return [...lines, body, ""].join("\n");
  }

  /** Today where the reader is, as 2026-11-24. */
  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  function slug(name, created) {
    const random = crypto.getRandomValues(new Uint8Array(3));
    const suffix = Array.from(random, (byte) => (byte % 36).toString(36)).join("");
    return `${name}-${created.replaceAll("-", "")}-${suffix}`;
  }

  // Hosts and what is before them refuse long addresses, some from 8,192 characters on.
  const LONGEST_ADDRESS = 6000;

  /** The host's page for a new file, and whether it comes filled in. */
  function newFile({ host, newFile: page }, path, text) {
    if (host === "gitlab") return { href: page, filled: false };
    const named = `${page}?filename=${encodeURIComponent(path)}`;
    const href = `${named}&value=${encodeURIComponent(text)}`;
    const filled = href.length <= LONGEST_ADDRESS;
    return { href: filled ? href : named, filled };
  }

  Object.assign(globalThis.annotation, {
    ...{ characters, within, quoteOf, fileText, today, slug, newFile },
  });
})();

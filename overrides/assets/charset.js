// Text → bytes → text in the charsets that pages of the forum were written and read in.
(() => {
  "use strict";

  // A program of 1998 put "?" where its charset had no character.
  const LOST = 0x3f;
  // The same sign, as JIS X 0208 is mapped here and as browsers map it (WHATWG Encoding, indexes).
  const SPELLINGS = { "〜": "～", "‖": "∥", "−": "－", "¢": "￠", "£": "￡", "¬": "￢", "—": "―" };
  const ASCII = Array.from({ length: 0x80 }, (_, byte) => [byte]);
  const range = (first, last) => Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const LEADS = [...range(0x81, 0x9f), ...range(0xe0, 0xfc)];
  const TRAILS = [...range(0x40, 0x7e), ...range(0x80, 0xfc)];
  const JIS = range(0xa1, 0xfe);
  const KANA = range(0xa1, 0xdf);

  const pairs = (leads, trails) => leads.flatMap((lead) => trails.map((trail) => [lead, trail]));

  /** Rows that makers filled each in their way: not Apple's in one charset, not NEC's in another. */
  function isVendors([lead, trail]) {
    const between = lead >= 0x85 && lead <= 0x88 && !(lead === 0x88 && trail >= 0x9f);
    return between || lead >= 0xeb;
  }

  /** The bytes of each character, the first of several spellings, found by decoding all of them. */
  function table(codes, read) {
    const found = new Map();
    for (const code of codes) {
      const text = read(Uint8Array.from(code));
      if (Array.from(text).length === 1 && text !== "\ufffd" && !found.has(text)) {
        found.set(text, code);
      }
    }
    return found;
  }

  function decoder(label) {
    const decoder = new TextDecoder(label, { ignoreBOM: true });
    return (bytes) => decoder.decode(bytes);
  }

  const shiftJis = decoder("shift_jis");

  function readMac(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; ) {
      const pair = bytes.subarray(at, LEADS.includes(bytes[at]) ? at + 2 : at + 1);
      const code = pair.reduce((before, byte) => before * 0x100 + byte, 0);
      const unknown = pair.length === 2 && isVendors(pair);
      text += wsm.macJapanese.get(code) ?? (unknown ? "\ufffd" : shiftJis(pair));
      at += pair.length;
    }
    return text;
  }

  const shiftJisCodes = [...ASCII, ...KANA.map((byte) => [byte]), ...pairs(LEADS, TRAILS)];
  const eucCodes = [...ASCII, ...pairs([...JIS, 0x8e], JIS)];
  // Characters that have a code of their own come before the second spellings of the makers.
  const macCodes = shiftJisCodes.filter((code) => !isVendors(code));
  for (const code of wsm.macJapanese.keys()) {
    macCodes.push(code > 0xff ? [code >> 8, code & 0xff] : [code]);
  }

  const tables = {};

  function bytesBy(name, codes, read, text) {
    tables[name] ??= table(codes, read);
    return Array.from(text, (sign) => tables[name].get(sign) ?? tables[name].get(SPELLINGS[sign]));
  }

  /** RFC 1468, and the half-width kana of JIS X 0201 by their own escape. */
  function writeJis(text) {
    const ESCAPES = { ascii: [0x1b, 0x28, 0x42], kanji: [0x1b, 0x24, 0x42], kana: [0x1b, 0x28, 0x49] };
    let state = "ascii";
    const to = (wanted, bytes) => {
      const escape = wanted === state ? [] : ESCAPES[wanted];
      state = wanted;
      return [...escape, ...bytes];
    };
    const written = bytesBy("euc-jp", eucCodes, decoder("euc-jp"), text).map((code) => {
      if (code?.length !== 2) return code && to("ascii", code);
      if (code[0] === 0x8e) return to("kana", [code[1] - 0x80]);
      return to("kanji", [code[0] - 0x80, code[1] - 0x80]);
    });
    return [...written, to("ascii", [])];
  }

  const CHARSETS = {
    shift_jis: {
      read: shiftJis,
      write: (text) => bytesBy("shift_jis", shiftJisCodes, shiftJis, text),
    },
    "x-mac-japanese": {
      read: readMac,
      write: (text) => bytesBy("x-mac-japanese", macCodes, readMac, text),
    },
    "euc-jp": {
      read: decoder("euc-jp"),
      write: (text) => bytesBy("euc-jp", eucCodes, decoder("euc-jp"), text),
    },
    "iso-2022-jp": { read: decoder("iso-2022-jp"), write: writeJis },
    "utf-8": { read: decoder("utf-8"), write: (text) => [[...new TextEncoder().encode(text)]] },
  };

  /** The bytes of a text, and how many of its characters the charset does not have. */
  function encode(text, name) {
    const written = CHARSETS[name].write(text);
    const bytes = Uint8Array.from(written.flatMap((code) => code ?? [LOST]));
    return { bytes, lost: written.filter((code) => !code).length };
  }

  wsm.charsets = { encode, decode: (bytes, name) => CHARSETS[name].read(bytes) };
})();

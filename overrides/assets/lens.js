// A post's lines as bytes, and those bytes read in another charset: what 文字化け looked like.
(() => {
  "use strict";

  const { element, postTools, showDialog, tools } = wsm;
  const NAMES = {
    shift_jis: "Shift_JIS",
    "x-mac-japanese": "MacJapanese（Macのシフトジス）",
    "euc-jp": "EUC-JP",
    "iso-2022-jp": "ISO-2022-JP（JIS）",
    "utf-8": "UTF-8",
  };
  const BYTES = "bytes";
  const WHAT =
    "公開している行（伏せ字はそのまま）をバイト列にして、読み直したものです。取り込んだページの" +
    "バイト列そのものではありません。";

  /** The repaired bytes of the capture by the text they were read as (the table under the posts). */
  function repairs() {
    const found = new Map();
    for (const row of document.querySelectorAll("#repairs tbody tr")) {
      const [, raw, text] = Array.from(row.cells, (cell) => cell.textContent);
      found.set(text, (found.get(text) ?? new Set()).add(raw));
    }
    return found;
  }

  /** The text with each repaired character marked, its bytes after it. */
  function marked(text) {
    const known = repairs();
    if (!known.size) return [text];
    const longestFirst = Array.from(known.keys()).sort((a, b) => b.length - a.length);
    const escaped = longestFirst.map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return text.split(new RegExp(`(${escaped.join("|")})`)).map((part) => {
      if (!known.has(part)) return part;
      const bytes = Array.from(known.get(part)).join("、");
      return element("mark", {}, part, element("small", { textContent: `［${bytes}］` }));
    });
  }

  function hexadecimal(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  }

  function chooser(label, options, value) {
    const select = element("select", {});
    for (const [name, text] of Object.entries(options)) {
      select.append(element("option", { value: name, textContent: text }));
    }
    select.value = value;
    return [select, element("label", {}, label, select)];
  }

  function captured() {
    const { charset } = tools.dataset;
    return charset in NAMES ? charset : charset === "cp932" ? "shift_jis" : "utf-8";
  }

  function open(section) {
    const text = wsm.lines.of(section.querySelector(".post-body")).join("\n");
    const charset = captured();
    const other = charset === "shift_jis" ? "euc-jp" : "shift_jis";
    const [written, writing] = chooser("書いた文字コード", NAMES, charset);
    const [read, reading] = chooser("読む文字コード", { ...NAMES, [BYTES]: "（バイト列を見る）" }, other);
    const output = element("pre", { tabIndex: 0, ariaLabel: "読み直した発言", lang: "ja" });
    output.setAttribute("role", "region");
    const status = element("p", {});
    status.setAttribute("role", "status");

    function update() {
      const { bytes, lost } = wsm.charsets.encode(text, written.value);
      if (read.value === BYTES) {
        const lines = text.split("\n").map((line) => wsm.charsets.encode(line, written.value).bytes);
        output.textContent = lines.map(hexadecimal).join("\n");
      } else if (read.value === written.value) {
        output.replaceChildren(...marked(wsm.charsets.decode(bytes, read.value)));
      } else {
        output.textContent = wsm.charsets.decode(bytes, read.value);
      }
      const missing = lost ? `この文字コードにない${lost}文字は「?」にしました。` : "";
      const repaired = output.querySelector("mark") ? "印は、取り込みで読み替えた文字と同じ文字です。" : "";
      status.textContent = `${bytes.length}バイト。${missing}${repaired}`;
    }

    for (const select of [written, read]) select.addEventListener("change", update);
    update();
    showDialog(
      `発言${section.dataset.post.split("-")[1]}の文字コード`,
      element("p", { textContent: `${WHAT}記録の文字コードは ${tools.dataset.charset} です。` }),
      element("p", { className: "lens-choice" }, writing, reading),
      output,
      status,
    );
  }

  for (const section of tools ? document.querySelectorAll("section.post") : []) {
    const button = element("button", { type: "button", textContent: "文字コード" });
    button.addEventListener("click", () => open(section));
    postTools(section).append(button);
  }
})();

// A post's lines as bytes, and those bytes read in another charset: what 文字化け looked like.
(() => {
  "use strict";

  const { element, postTools, showDialog, tools, say } = wsm;
  const NAMES = {
    shift_jis: "Shift_JIS",
    "x-mac-japanese": say("MacJapanese（Macのシフトジス）", "MacJapanese (Shift_JIS of the Mac)"),
    "euc-jp": "EUC-JP",
    "iso-2022-jp": say("ISO-2022-JP（JIS）", "ISO-2022-JP (JIS)"),
    "utf-8": "UTF-8",
  };
  const BYTES = "bytes";
  const WHAT = say(
    "公開している行（伏せ字はそのまま）をバイト列にして、読み直したものです。取り込んだページの" +
      "バイト列そのものではありません。",
    "The published lines (masked addresses included) are turned into bytes and read again. These " +
      "are not the bytes of the captured page. ",
  );

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
      const bytes = Array.from(known.get(part)).join(say("、", ", "));
      const after = say(`［${bytes}］`, ` [${bytes}]`);
      return element("mark", {}, part, element("small", { textContent: after }));
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

  async function open(section) {
    await Promise.all(["macjapanese.js", "charset.js"].map(wsm.load));
    const number = section.dataset.post.split("-")[1];
    const recorded = say(
      `記録の文字コードは ${tools.dataset.charset} です。`,
      `The capture is in ${tools.dataset.charset}.`,
    );
    const text = wsm.lines.of(section.querySelector(".post-body")).join("\n");
    const charset = captured();
    const other = charset === "shift_jis" ? "euc-jp" : "shift_jis";
    const [written, writing] = chooser(say("書いた文字コード", "Written as"), NAMES, charset);
    const readings = { ...NAMES, [BYTES]: say("（バイト列を見る）", "(show the bytes)") };
    const [read, reading] = chooser(say("読む文字コード", "Read as"), readings, other);
    const label = say("読み直した発言", "The post, read again");
    const output = element("pre", { tabIndex: 0, ariaLabel: label, lang: "ja" });
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
      const size = say(`${bytes.length}バイト。`, `${bytes.length} bytes.`);
      const missing = say(
        `この文字コードにない${lost}文字は「?」にしました。`,
        ` “?” stands for characters that this charset does not have: ${lost}.`,
      );
      const repaired = say(
        "印は、取り込みで読み替えた文字と同じ文字です。",
        " Marked are characters that were repaired when the page was captured.",
      );
      status.textContent =
        size + (lost ? missing : "") + (output.querySelector("mark") ? repaired : "");
    }

    for (const select of [written, read]) select.addEventListener("change", update);
    update();
    showDialog(
      say(`発言${number}の文字コード`, `Charset of post ${number}`),
      element("p", { textContent: WHAT + recorded }),
      element("p", { className: "lens-choice" }, writing, reading),
      output,
      status,
    );
  }

  for (const section of tools ? document.querySelectorAll("section.post") : []) {
    const button = element("button", { type: "button", textContent: say("文字コード", "Charset") });
    button.addEventListener("click", () => open(section));
    postTools(section).append(button);
  }
})();

// Computes the digest of a post's lines again, from what the page shows, and compares.
(() => {
  "use strict";

  const { element, postTools, showDialog } = wsm;

  async function sha256(text) {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** What to tell: a verdict, and what it does and does not mean. */
  async function check(section) {
    const recorded = section.dataset.sha256;
    // Browsers offer it to pages from https, from this machine, or from a file.
    if (!globalThis.crypto?.subtle) {
      return ["照合できません。この開き方では、ブラウザがSHA-256の計算を許していません。", recorded, ""];
    }
    const lines = wsm.lines.of(section.querySelector(".post-body"));
    const found = await sha256(lines.join("\n"));
    return found === recorded
      ? [`一致しました（${lines.length}行）。`, recorded, found]
      : ["一致しません。この画面の発言は、サイトを作ったときの行と違います。", recorded, found];
  }

  const MEANING = [
    "わかること：この画面から元の行に戻した発言（空行と行末の空白を除く）が、サイトを作ったときの" +
      "Markdownの行と同じかどうか。段落につないだときに文字が失われたり、あとで書き換えられたりして" +
      "いれば、一致しません。",
    "わからないこと：取り込んだページと同じかどうか。それは「wsm verify」が確かめます。記録も同じページに" +
      "あるため、ページごと作り替えられた場合も見分けられません。",
  ];

  async function open(section) {
    const [verdict, recorded, found] = await check(section);
    const values = element("dl", {});
    for (const [name, value] of [["作成時の記録", recorded], ["いま計算した値", found]]) {
      if (!value) continue;
      values.append(element("dt", { textContent: name }));
      values.append(element("dd", {}, element("code", { textContent: value })));
    }
    showDialog(
      `発言${section.dataset.post.split("-")[1]}の行の照合`,
      element("p", { className: "verdict", textContent: verdict }),
      values,
      ...MEANING.map((text) => element("p", { textContent: text })),
    );
  }

  for (const section of document.querySelectorAll("section.post[data-sha256]")) {
    const button = element("button", { type: "button", textContent: "行の照合" });
    button.addEventListener("click", () => open(section));
    postTools(section).append(button);
  }
})();

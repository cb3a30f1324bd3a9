// Computes the digest of a post's lines again, from what the page shows, and compares.
(() => {
  "use strict";

  const { element, postTools, showDialog, say } = wsm;

  async function sha256(text) {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** What to tell: a verdict, and what it does and does not mean. */
  async function check(section) {
    const recorded = section.dataset.sha256;
    // Browsers offer it to pages from https, from this machine, or from a file.
    if (!globalThis.crypto?.subtle) {
      const refused = say(
        "照合できません。この開き方では、ブラウザがSHA-256の計算を許していません。",
        "This cannot be checked: opened in this way, the page may not compute SHA-256.",
      );
      return [refused, recorded, ""];
    }
    const lines = wsm.lines.of(section.querySelector(".post-body"));
    const found = await sha256(lines.join("\n"));
    const verdict =
      found === recorded
        ? say(`一致しました（${lines.length}行）。`, `They agree (${lines.length} lines).`)
        : say(
            "一致しません。この画面の発言は、サイトを作ったときの行と違います。",
            "They differ: the post on this screen is not what it was when the site was made.",
          );
    return [verdict, recorded, found];
  }

  const MEANING = say(
    [
      "わかること：この画面から元の行に戻した発言（空行と行末の空白を除く）が、サイトを作ったときの" +
        "Markdownの行と同じかどうか。段落につないだときに文字が失われたり、あとで書き換えられたりして" +
        "いれば、一致しません。",
      "わからないこと：取り込んだページと同じかどうか。それは「wsm verify」が確かめます。記録も同じページに" +
        "あるため、ページごと作り替えられた場合も見分けられません。",
    ],
    [
      "What this shows: whether the post, turned from this screen back into its lines (blank ones " +
        "and space at line ends aside), is the same as in the Markdown from which the site was " +
        "made. Characters lost when lines were joined, or changed since, would show.",
      "What it does not show: whether that is what the captured page said; the command " +
        "“wsm verify” checks that. The recorded value stands on the same page, so a page that " +
        "was replaced as a whole is not found out either.",
    ],
  );

  async function open(section) {
    const number = section.dataset.post.split("-")[1];
    const [verdict, recorded, found] = await check(section);
    const values = element("dl", {});
    for (const [name, value] of [
      [say("作成時の記録", "Recorded when the site was made"), recorded],
      [say("いま計算した値", "Computed now"), found],
    ]) {
      if (!value) continue;
      values.append(element("dt", { textContent: name }));
      values.append(element("dd", {}, element("code", { textContent: value })));
    }
    showDialog(
      say(`発言${number}の行の照合`, `Check of the lines of post ${number}`),
      element("p", { className: "verdict", textContent: verdict }),
      values,
      ...MEANING.map((text) => element("p", { textContent: text })),
    );
  }

  for (const section of document.querySelectorAll("section.post[data-sha256]")) {
    const button = element("button", {
      type: "button",
      textContent: say("行の照合", "Check the lines"),
    });
    button.addEventListener("click", () => open(section));
    postTools(section).append(button);
  }
})();

// A reader's own settings: kept in this browser alone, and the place on a thread's page to change
// them. Other scripts of the page find them as `wsm`.
(() => {
  "use strict";

  // Storage throws where the reader has turned it off.
  function recall(name) {
    try {
      return localStorage.getItem(`wsm.${name}`);
    } catch {
      return null;
    }
  }

  /** Keeps a value; null removes it. */
  function remember(name, value) {
    try {
      if (value === null) localStorage.removeItem(`wsm.${name}`);
      else localStorage.setItem(`wsm.${name}`, value);
    } catch {}
  }

  /** An element with its properties and children. */
  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // The page and its posts are Japanese; our own labels are in English for a reader who chose so.
  const HERE = document.currentScript.src;
  const lang = recall("language") === "en" ? "en" : "ja";
  const say = (japanese, english) => (lang === "en" ? english : japanese);

  const tools = document.getElementById("reading-tools");
  const buttons = element("p", { className: "reading-buttons" });
  const list = element("ul", {});
  const settings = element("details", { className: "reading-settings" });
  settings.append(element("summary", { textContent: say("設定", "Settings") }), list);

  /** Adds a check box for a setting that is on unless it is kept as "off". */
  function offer(name, label) {
    const box = element("input", { type: "checkbox", checked: recall(name) !== "off" });
    box.addEventListener("change", () => remember(name, box.checked ? null : "off"));
    list.append(element("li", {}, element("label", {}, box, label)));
  }

  /** The row of buttons that examine a post, made when it is first asked for. */
  function postTools(section) {
    let row = section.querySelector(".post-tools");
    if (!row) {
      const intro = say("この発言を確かめる", "Examine this post");
      row = element("p", { className: "post-tools", lang }, intro);
      row.dataset.kensakuIgnore = "";
      section.append(row);
    }
    return row;
  }

  /** A dialog that is gone when it is closed. */
  function showDialog(title, ...children) {
    const close = element("button", { type: "button", textContent: say("閉じる", "Close") });
    const heading = element("h2", { textContent: title, id: "aid-title" });
    const dialog = element("dialog", { className: "aid-dialog", lang });
    dialog.append(heading, ...children, close);
    dialog.setAttribute("aria-labelledby", "aid-title");
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  /** The button that changes the language of our labels, in the language it changes to. */
  function languageButton() {
    const [other, text] = say(["en", "Labels in English"], ["ja", "表示を日本語に"]);
    const button = element("button", { type: "button", lang: other, textContent: text });
    button.addEventListener("click", () => {
      remember("language", other === "en" ? other : null);
      location.reload();
    });
    return button;
  }

  if (tools) {
    const language = element("p", { className: "reading-buttons" }, languageButton());
    tools.append(buttons, language, settings);
    buttons.lang = settings.lang = lang;
    const words = element("script", { src: new URL("english.js", HERE) });
    if (lang === "en") document.head.append(words);
  }
  offer("keys", say("一文字のキー操作（O、/）を使う", "Use the keys of one character (O, /)"));
  globalThis.wsm = {
    ...globalThis.wsm,
    ...{ recall, remember, element, tools, buttons, offer, postTools, showDialog },
    ...{ lang, say },
  };
})();

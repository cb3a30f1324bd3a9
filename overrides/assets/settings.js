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

  const tools = document.getElementById("reading-tools");
  const buttons = element("p", { className: "reading-buttons" });
  const list = element("ul", {});
  const settings = element("details", { className: "reading-settings" });
  settings.append(element("summary", { textContent: "設定" }), list);

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
      row = element("p", { className: "post-tools" }, "この発言を確かめる");
      row.dataset.kensakuIgnore = "";
      section.append(row);
    }
    return row;
  }

  /** A dialog that is gone when it is closed. */
  function showDialog(title, ...children) {
    const close = element("button", { type: "button", textContent: "閉じる" });
    const heading = element("h2", { textContent: title, id: "aid-title" });
    const dialog = element("dialog", { className: "aid-dialog" }, heading, ...children, close);
    dialog.setAttribute("aria-labelledby", "aid-title");
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  if (tools) tools.append(buttons, settings);
  offer("keys", "一文字のキー操作（O、/）を使う");
  globalThis.wsm = { recall, remember, element, tools, buttons, offer, postTools, showDialog };
})();

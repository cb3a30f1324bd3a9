// A thread's page: shows each post in its own lines (button, key "o") and marks who is speaking.
(() => {
  "use strict";

  const SETTING = "wsm.lines";
  const summary = document.getElementById("thread-summary");
  if (!summary) return;
  const article = summary.closest("article");
  const button = document.createElement("button");
  let restore = null;

  const codePoints = (text) => Array.from(text);

  /** Puts a node into `element` before each of the given code points of its text. */
  function insertAt(element, offsets, makeNode) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const places = [];
    let start = 0;
    while (walker.nextNode()) {
      const characters = codePoints(walker.currentNode.data);
      const end = start + characters.length;
      for (const offset of offsets) {
        if (start < offset && offset <= end) {
          const before = characters.slice(0, offset - start).join("").length;
          places.push([walker.currentNode, before]);
        }
      }
      start = end;
    }
    // From the last: cutting a text node leaves the places before the cut as they were.
    for (const [text, before] of places.reverse()) text.splitText(before).before(makeNode());
  }

  /** Breaks a paragraph where its source did; returns what undoes it. */
  function breakLines(element) {
    const added = [];
    const add = (node) => (added.push(node), node);
    const offsets = (element.dataset.wrap || "").split(",").filter(Boolean).map(Number);
    insertAt(element, offsets, () => add(document.createElement("br")));
    if (element.dataset.prefix) {
      const prefix = () => {
        const mark = add(document.createElement("span"));
        mark.textContent = element.dataset.prefix;
        return mark;
      };
      element.prepend(prefix());
      for (const br of element.querySelectorAll("br")) br.after(prefix());
    }
    return () => {
      for (const node of added) node.remove();
      element.normalize();
    };
  }

  /** Shows the source of a list or table in its place; returns what undoes it. */
  function showSource(element) {
    const lines = document.createElement("pre");
    lines.textContent = element.dataset.source;
    element.before(lines);
    element.hidden = true;
    return () => {
      lines.remove();
      element.hidden = false;
    };
  }

  /** Lets the keyboard scroll a post that is wider than the page; returns what undoes it. */
  function makeScrollable(body) {
    if (body.scrollWidth <= body.clientWidth) return () => {};
    body.tabIndex = 0;
    return () => body.removeAttribute("tabindex");
  }

  function showLines() {
    article.dataset.lines = "source";
    const undo = [
      ...Array.from(article.querySelectorAll("[data-wrap], [data-prefix]"), breakLines),
      ...Array.from(article.querySelectorAll("[data-source]"), showSource),
      ...Array.from(article.querySelectorAll(".post-body"), makeScrollable),
    ];
    restore = () => {
      delete article.dataset.lines;
      for (const step of undo) step();
    };
  }

  /** Runs `change` so that what the reader looks at stays where it is on the screen. */
  function inPlace(change) {
    const top = (element) => element.getBoundingClientRect().top;
    const places = Array.from(article.querySelectorAll(".thread-summary, .post h2, .post-body p"));
    const place = places.find((each) => top(each) >= 0) || places[places.length - 1];
    const before = top(place);
    change();
    window.scrollBy(0, top(place) - before);
  }

  function toggle() {
    inPlace(() => {
      if (restore) {
        restore();
        restore = null;
      } else {
        showLines();
      }
    });
    button.setAttribute("aria-pressed", String(restore !== null));
  }

  // Storage throws where the reader has turned it off.
  function remember(value) {
    try {
      localStorage.setItem(SETTING, value);
    } catch {}
  }

  function recall() {
    try {
      return localStorage.getItem(SETTING);
    } catch {
      return null;
    }
  }

  function onUse() {
    toggle();
    remember(restore ? "source" : "joined");
  }

  function isTyping(event) {
    const target = event.composedPath()[0];
    return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
  }

  function markAuthors() {
    const people = new Map();
    for (const person of summary.querySelectorAll("[data-name]")) {
      people.set(person.dataset.name, person.dataset.tone);
    }
    for (const author of article.querySelectorAll(".post-author")) {
      author.dataset.initial = codePoints(author.textContent)[0] || "";
      author.dataset.tone = people.get(author.textContent);
    }
  }

  button.type = "button";
  button.className = "lines-toggle";
  button.textContent = "原文の改行で表示";
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-keyshortcuts", "o");
  button.addEventListener("click", onUse);
  summary.append(button);
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (event.key === "o" && plain && !isTyping(event)) onUse();
  });
  markAuthors();
  if (recall() === "source") toggle();
})();

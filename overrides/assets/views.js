// How a thread's posts are shown: as paragraphs, in their own lines (button, key "o"), or in their
// own lines on the screen of 1998.
(() => {
  "use strict";

  const { recall, remember, element, tools, buttons, say } = wsm;
  if (!tools) return;
  const article = tools.closest("article");
  const LABELS = {
    source: say("原文の改行で表示", "Lines as posted"),
    1998: say("1998年の画面", "Screen of 1998"),
  };
  const toggles = {};
  let view = "joined";
  let restore = null;

  /** Runs `change` so that what the reader looks at stays where it is on the screen. */
  function inPlace(change) {
    const top = (each) => each.getBoundingClientRect().top;
    const places = Array.from(article.querySelectorAll(".thread-summary, .post h2, .post-body p"));
    const place = places.find((each) => top(each) >= 0) || places[places.length - 1];
    const before = top(place);
    change();
    window.scrollBy(0, top(place) - before);
  }

  function show(wanted) {
    view = wanted;
    inPlace(() => {
      if (restore) restore();
      restore = null;
      delete article.dataset.lines;
      delete article.dataset.view;
      if (view === "1998") article.dataset.view = view;
      if (view !== "joined") {
        article.dataset.lines = "source";
        restore = wsm.lines.show(article);
      }
    });
    for (const [name, button] of Object.entries(toggles)) {
      button.setAttribute("aria-pressed", String(name === view));
    }
  }

  function toggle(name) {
    show(view === name ? "joined" : name);
    remember("lines", view);
  }

  /** The time of a post as the pages of the forum had it. */
  function periodTime(iso) {
    const names = { weekday: "long", month: "long", day: "numeric", year: "numeric" };
    const day = new Date(iso).toLocaleDateString("en-US", { ...names, timeZone: "Asia/Tokyo" });
    return `${day} ${iso.slice(11, 19)}`;
  }

  for (const time of article.querySelectorAll(".post-time")) {
    time.dataset.period = periodTime(time.dateTime);
  }
  for (const [name, label] of Object.entries(LABELS)) {
    const button = element("button", { type: "button", textContent: label });
    button.className = "lines-toggle";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => toggle(name));
    toggles[name] = button;
  }
  toggles.source.setAttribute("aria-keyshortcuts", "o");
  buttons.append(toggles.source, toggles["1998"]);

  function isTyping(event) {
    const target = event.composedPath()[0];
    return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
  }

  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (event.key === "o" && plain && !isTyping(event)) toggle("source");
  });
  if (recall("lines") in LABELS) show(recall("lines"));
})();

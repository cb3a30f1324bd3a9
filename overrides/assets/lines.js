// The lines of a post as they were written, from what its page shows (marginalia/post.py says how).
(() => {
  "use strict";

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

  /** Shows everything below `root` in its own lines; returns what undoes it. */
  function show(root) {
    const undo = [
      ...Array.from(root.querySelectorAll("[data-wrap], [data-prefix]"), breakLines),
      ...Array.from(root.querySelectorAll("[data-source]"), showSource),
      ...Array.from(root.querySelectorAll(".post-body"), makeScrollable),
    ];
    return () => {
      for (const step of undo) step();
    };
  }

  /** A post's lines in order, whatever view is on; blank ones and space at line ends are not kept. */
  function of(body) {
    const copy = body.cloneNode(true);
    for (const added of copy.querySelectorAll("[data-kensaku-ignore]")) added.remove();
    if (!body.closest("[data-lines]")) show(copy);
    for (const hidden of copy.querySelectorAll("[hidden]")) hidden.remove();
    for (const br of copy.querySelectorAll("br")) br.replaceWith("\n");
    for (const block of copy.querySelectorAll("p, pre")) block.append("\n");
    const lines = copy.textContent.split("\n");
    return lines.map((line) => line.replace(/[ \t\u3000]+$/, "")).filter(isSeen);
  }

  // marginalia/proof.py has the same rule.
  function isSeen(line) {
    return /[^\s\ufeff\ufffd\u2409-\u240d\u241c-\u241f]/.test(line);
  }

  wsm.lines = { show, of };
})();

// The author's own words on a page, and which of them a selection touches.
(() => {
  "use strict";

  // What the page adds to a text; the last two while a post is shown in its own lines.
  const ADDED =
    "[data-kensaku-ignore], .notes, .guide-place, .guide-updated, " +
    "[data-prefix] span:not([class]), [data-source][hidden]";

  /** The text nodes that hold the author's own words. */
  function* textNodes(root) {
    const walker = document.createTreeWalker(
      root,
      NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
      (node) => {
        if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
        return node.matches(ADDED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
      },
    );
    while (walker.nextNode()) yield walker.currentNode;
  }

  /** Which offsets of a text node are in a range. */
  function offsetsIn(range, node) {
    if (!range.intersectsNode(node)) return [0, 0];
    const from = node === range.startContainer ? range.startOffset : 0;
    return [from, node === range.endContainer ? range.endOffset : node.length];
  }

  function touches(range, root) {
    if (!range.intersectsNode(root)) return false;
    const nodes = Array.from(textNodes(root));
    return nodes.some((node) => node.data.slice(...offsetsIn(range, node)).trim());
  }

  globalThis.annotation = { ADDED, textNodes, offsetsIn, touches };
})();

// Switches off the keys of one character for a reader who asked for it (WCAG 2.2, 2.1.4): no script
// of the page hears them, and the browser still does.
(() => {
  "use strict";

  function isOff() {
    try {
      return localStorage.getItem("wsm.keys") === "off";
    } catch {
      return false;
    }
  }

  function isTyping(event) {
    const target = event.composedPath()[0];
    return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
  }

  function guard(event) {
    // A form that the browser fills in sends key events without a key.
    const one = event.key?.length === 1 && event.key !== " ";
    const alone = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (one && alone && isOff() && !isTyping(event)) event.stopImmediatePropagation();
  }

  // The window comes first while an event goes down.
  window.addEventListener("keydown", guard, true);
})();

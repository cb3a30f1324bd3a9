// Definitions of the glossary: Escape puts one away, and the pointer can go to it (WCAG 2.2, 1.4.13).
(() => {
  "use strict";

  // In milliseconds; who rests on a word longer wants its definition.
  const CROSSING = 300;
  const OPEN = ".term:is(:hover, :focus, [data-open])";

  function close(term) {
    delete term.dataset.open;
    term.dataset.dismissed = "";
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll(OPEN).forEach(close);
  });

  /** Keeps open a definition that stands apart from its word, at the foot of the window. */
  function keepOpen(term) {
    const apart = getComputedStyle(term, "::after").position === "fixed";
    if (apart && !("dismissed" in term.dataset)) term.dataset.open = "";
  }

  function open(term) {
    closeOthers(term);
    keepOpen(term);
  }

  function closeOthers(term) {
    for (const other of document.querySelectorAll(".term[data-open]")) {
      if (other !== term) delete other.dataset.open;
    }
  }

  let isTouch;
  document.addEventListener("pointerover", (event) => (isTouch = event.pointerType === "touch"));

  let waiting;
  // Firefox changes what is hovered after pointerover and pointerout, before mouseover and mouseout.
  document.addEventListener("mouseover", (event) => {
    clearTimeout(waiting);
    const term = event.target.closest?.(".term");
    if (!term || isTouch) return;
    // On its way to the definition that is open the pointer may cross other words.
    const isAnotherOpen = document.querySelector(".term[data-open]:not(:hover)");
    if (isAnotherOpen) waiting = setTimeout(open, CROSSING, term);
    else keepOpen(term);
  });
  document.addEventListener("pointerdown", (event) => closeOthers(event.target.closest?.(".term")));

  function forget(event) {
    const term = event.target.closest?.(".term");
    if (term && !term.contains(event.relatedTarget)) delete term.dataset.dismissed;
  }
  document.addEventListener("mouseout", forget);
  document.addEventListener("focusout", forget);
})();

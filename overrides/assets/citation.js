// References in a text: Escape puts a preview away until the pointer and the focus have left it.
(() => {
  "use strict";

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const cite of document.querySelectorAll(".cite:is(:hover, :focus-within)")) {
      cite.dataset.dismissed = "";
    }
  });

  function forget(event) {
    const cite = event.target.closest?.(".cite");
    if (cite && !cite.contains(event.relatedTarget)) delete cite.dataset.dismissed;
  }
  // Firefox changes what is hovered after pointerout, before mouseout.
  document.addEventListener("mouseout", forget);
  document.addEventListener("focusout", forget);
})();

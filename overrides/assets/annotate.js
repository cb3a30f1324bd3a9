// Notes by readers: the buttons at a selection and below a post, which bring the dialog.
(() => {
  "use strict";

  const settings = document.getElementById("annotate-settings");
  if (!settings) return;

  const { annotation, wsm } = globalThis;
  const { touches } = annotation;
  const DIALOG = ["annotate-dialog.css", "annotate-file.js", "annotate-dialog.js"];
  const LABELS = {
    ja: { propose: "注釈を提案", post: "この発言に注釈", guide: "このガイドに注釈" },
    en: { propose: "Propose a note", post: "Annotate this post", guide: "Annotate this guide" },
  };
  const isGuide = "target" in settings.dataset;
  const isEnglish = isGuide && settings.dataset.target.startsWith("en/");
  const chosen = isGuide ? settings.closest("[lang]").lang : globalThis.wsm.lang;
  const lang = isEnglish || chosen === "en" ? "en" : "ja";
  const labels = LABELS[lang];

  // ---- What can be annotated: each post of a thread, or a guide and its sections.

  function postScope(section) {
    const [folder, number] = section.dataset.post.split("-");
    const root = section.querySelector(".post-body");
    return { root, foot: section, folder, target: section.dataset.post, name: `m${number}` };
  }

  function guideScope() {
    const { target } = settings.dataset;
    const root = settings.parentElement;
    const name = target.replace("guides/", "").replaceAll("/", "-").slice(0, 40).replace(/-$/, "");
    return { root, foot: root, folder: "guides", target, name };
  }

  const scopes = isGuide
    ? [guideScope()]
    : Array.from(document.querySelectorAll("section.post"), postScope);

  // ---- The buttons.

  function button(textContent) {
    const made = document.createElement("button");
    return Object.assign(made, { type: "button", textContent, lang });
  }

  Object.assign(annotation, { settings, isGuide, lang, scopes, button });

  const selection = document.getSelection();
  const floating = button(labels.propose);
  let isOpen = false;

  function selected() {
    return selection.isCollapsed || !selection.rangeCount ? null : selection.getRangeAt(0);
  }

  async function start(range, scope, opener) {
    const kept = range?.cloneRange();
    const whenClosed = () => {
      isOpen = false;
      if (kept) {
        selection.removeAllRanges();
        selection.addRange(kept);
      }
      follow();
      opener.focus({ preventScroll: true });
    };
    isOpen = true;
    try {
      await Promise.all(DIALOG.map(wsm.load));
      annotation.propose(kept, scope, whenClosed);
    } catch {
      isOpen = false;
    }
  }

  /** What the button comes after in the order of the keyboard: the post's text or, in a guide, the
   * block in which the selection ends. */
  function priorTo(range, { root }) {
    if (!isGuide) return root;
    let node = range.endContainer;
    while (node && node.parentNode !== root) node = node.parentNode;
    return node ?? settings;
  }

  /** Puts the button below the end of the selection, or away. */
  function follow() {
    if (isOpen) return;
    const range = selected();
    const scope = range && scopes.findLast(({ root }) => touches(range, root));
    floating.hidden = !scope;
    if (!scope) return;
    const prior = priorTo(range, scope);
    if (prior.nextSibling !== floating) prior.after(floating);
    const frame = floating.offsetParent.getBoundingClientRect();
    const box = range.getBoundingClientRect();
    const right = Array.from(range.getClientRects()).at(-1)?.right ?? box.right;
    const furthest = Math.min(frame.right, document.documentElement.clientWidth);
    const left = Math.max(frame.left, Math.min(right, furthest) - floating.offsetWidth);
    floating.style.left = `${left - frame.left}px`;
    floating.style.top = `${box.bottom - frame.top}px`;
  }

  /** Makes a button that works on the selection as it is before a touch takes it away. */
  function onPress(pressed, act) {
    let held = null;
    pressed.addEventListener("pointerdown", () => (held = selected()?.cloneRange() ?? null));
    pressed.addEventListener("mousedown", (event) => event.preventDefault());
    pressed.addEventListener("click", () => {
      act(held ?? selected());
      held = null;
    });
  }

  function addFootButton(scope) {
    const here = button(isGuide ? labels.guide : labels.post);
    here.className = "annotate-whole";
    onPress(here, (range) => {
      const inside = range && touches(range, scope.root);
      start(inside ? range : null, scope, here);
    });
    const row = scope.foot.querySelector(":scope > .cite-this");
    (row ?? scope.foot).append(here);
  }

  floating.className = "annotate-here";
  floating.hidden = true;
  floating.dataset.kensakuIgnore = "";
  onPress(floating, (range) => range && start(range, null, floating));
  scopes.forEach(addFootButton);

  let pressed = false;
  let asked = 0;
  function followSoon() {
    cancelAnimationFrame(asked);
    if (!pressed) asked = requestAnimationFrame(follow);
  }
  // Under a mouse that draws a selection the button would be in the way.
  document.addEventListener("pointerdown", (event) => {
    pressed = event.pointerType === "mouse" && event.target !== floating;
  });
  for (const type of ["pointerup", "pointercancel"]) {
    document.addEventListener(type, () => {
      pressed = false;
      followSoon();
    });
  }
  document.addEventListener("selectionchange", followSoon);
  // Text moves when the window, the fonts or the way a post is shown change.
  new ResizeObserver(followSoon).observe(settings.closest("article"));
})();

// What every page does: the choice of colours, a header out of the way, the place in the contents.
(() => {
  "use strict";

  const HERE = document.currentScript.src;
  const root = document.documentElement;

  const loaded = new Map();

  /** Brings a script or stylesheet that stands beside this script, once; settles when it is there. */
  function load(name) {
    if (!loaded.has(name)) {
      const isScript = name.endsWith(".js");
      const element = document.createElement(isScript ? "script" : "link");
      const address = new URL(name, HERE);
      if (isScript) Object.assign(element, { src: address, async: false });
      else Object.assign(element, { href: address, rel: "stylesheet" });
      const done = new Promise((resolve, reject) => {
        element.addEventListener("load", resolve);
        element.addEventListener("error", () => {
          loaded.delete(name);
          reject(new Error(`${address} is not there`));
        });
      });
      loaded.set(name, done);
      document.head.append(element);
    }
    return loaded.get(name);
  }

  // ---- Colours.

  const palette = document.getElementById("palette");
  palette.addEventListener("click", ({ target }) => {
    const { value } = target.closest("button");
    if (value) root.dataset.palette = value;
    else delete root.dataset.palette;
    try {
      if (value) localStorage.setItem("wsm.palette", value);
      else localStorage.removeItem("wsm.palette");
    } catch {}
    palette.querySelector(`[data-now="${value}"]`).focus();
  });

  // ---- The header goes while one reads on and comes when one turns back.

  const FROM = 400; // pixels; nearer to the top it stays
  const header = document.getElementById("header");
  let last = window.scrollY;
  function hideHeader() {
    const now = window.scrollY;
    if (now !== last) header.toggleAttribute("data-away", now > last && now > FROM);
    last = now;
  }

  // ---- The entry of the contents that is being read.

  const READING = 140; // pixels below the top: a heading there or above has been reached
  const toc = document.getElementById("toc");
  const links = new Map();
  for (const link of toc ? toc.querySelectorAll("a") : []) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  const headings = Array.from(links.keys());
  let current = null;

  function markCurrent() {
    const heading = headings.findLast((each) => each.getBoundingClientRect().top <= READING);
    const link = links.get(heading) ?? null;
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "true");
    current = link;
    if (link) toc.scrollTop = link.offsetTop - toc.clientHeight / 2;
  }

  // ---- What is wider than its frame is scrolled with the keyboard, too.

  function reachFrames() {
    for (const frame of document.querySelectorAll(".wide, article pre:not([tabindex]) > code")) {
      if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
      else frame.removeAttribute("tabindex");
    }
  }

  let asked = 0;
  function onScroll() {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => {
      hideHeader();
      markCurrent();
    });
  }
  window.addEventListener("scroll", onScroll, { passive: true });
  window.addEventListener("resize", reachFrames);
  // The page is laid out when this runs. What the search's dialog looks like is not in the page, where
  // it would hold up the first paint.
  reachFrames();
  markCurrent();
  load("../kensaku/dialog.css").catch(console.error);

  globalThis.wsm = { load };
})();

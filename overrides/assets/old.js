// On the page about addresses: a field for an address of the old forum, answered by its thread.
(() => {
  "use strict";

  const heading = document.getElementById("old");
  if (!heading) return;

  const HERE = document.currentScript.src;
  const SECONDS = 2; // An inferred file name is at most so far from the true one.
  const WORDS = {
    ja: {
      label: "WSMのアドレス",
      find: "スレッドを探す",
      unread: "WSMのアドレスとして読み取れませんでした。",
      none: "このアドレスのスレッドは、まだ取り込まれていません。",
      near: "ほぼ同じ時刻に始まったスレッドがあります。",
    },
    en: {
      label: "WSM address",
      find: "Find the thread",
      unread: "This does not look like an address of WSM.",
      none: "No thread with this address is in the archive yet.",
      near: "A thread begun at nearly the same time is here.",
    },
  };
  const lang = heading.closest("[lang]").lang.startsWith("en") ? "en" : "ja";
  const say = WORDS[lang];
  const years = new Map();

  // What a year's script calls; publisher/old.py writes them.
  globalThis.wsmOld = (year, captured, inferred) => {
    const ids = (text) => text.split(" ").filter(Boolean);
    years.set(year, { captured: ids(captured), inferred: ids(inferred) });
  };

  /** Loads the file names of a year, which there may be none of. */
  const load = (year) =>
    new Promise((resolve) => {
      if (years.has(year)) return resolve();
      const script = document.createElement("script");
      script.src = new URL(`../old/${year}.js`, HERE);
      script.onload = script.onerror = () => {
        script.remove();
        resolve();
      };
      document.head.append(script);
    });

  /** A file name is the time of its creation: YYMMDDhhmmss. */
  const seconds = (id) => {
    const [year, month, ...rest] = id.match(/../g).map(Number);
    return Date.UTC(year < 70 ? 2000 + year : 1900 + year, month - 1, ...rest) / 1000;
  };

  async function find(text) {
    const id = text.match(/(?:^|\D)(\d{12})(?:\D|$)/)?.[1];
    if (!id) return [say.unread];
    const year = new Date(seconds(id) * 1000).getUTCFullYear().toString();
    await load(year);
    const { captured, inferred } = years.get(year) ?? { captured: [], inferred: [] };
    const address = (found) => String(new URL(`../threads/${year}/${found}.html`, HERE));
    if ([...captured, ...inferred].includes(id)) return ["", address(id), id];
    const near = inferred.find((other) => Math.abs(seconds(other) - seconds(id)) <= SECONDS);
    return near ? [say.near, address(near), near] : [say.none];
  }

  const make = (name, attributes, ...children) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...children);
    return element;
  };

  const input = make("input", {
    type: "text",
    autocomplete: "off",
    spellcheck: false,
    placeholder: "http://mtlab.ecn.fpu.ac.jp/WSM_1998/980820210426.html",
  });
  const answer = make("p", { role: "status" });
  const form = make(
    "form",
    { className: "old-address" },
    make("label", {}, make("span", {}, say.label), input),
    make("button", { type: "submit" }, say.find),
    answer,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [words, href, id] = await find(input.value);
    answer.replaceChildren(words);
    if (href) answer.append(" ", make("a", { href }, `threads/…/${id}.html`));
    if (href && !words) location.assign(href);
  });
  heading.after(form);
})();

// Citations to take away: a button copies a post or a guide as BibTeX or CSL-JSON and shows it.
(() => {
  "use strict";

  const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
  const WORDS = {
    ja: {
      lang: "ja",
      post: "この発言を引用：",
      guide: "このガイドを引用：",
      copied: "クリップボードにコピーしました。",
      shown: "選択してコピーしてください。",
      close: "閉じる",
      post_number: (number) => `発言${number}`,
    },
    en: {
      lang: "en",
      post: "Cite this post:",
      guide: "Cite this guide:",
      copied: "Copied to the clipboard.",
      shown: "Select the text and copy it.",
      close: "Close",
      post_number: (number) => `post ${number}`,
    },
  };
  // What TeX reads as commands. Braces get names: BibTeX counts them even where they are escaped.
  const TEX = {
    "\\": "\\textbackslash{}",
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
  };

  const tex = (text) => text.replace(/[\\{}~^#$%&_]/g, (sign) => TEX[sign] || "\\" + sign);
  const plain = (text) => text.replace(/\s+/g, " ").trim();

  /** The page's public address; none where it was opened from a folder. */
  function address(fragment) {
    const canonical = document.querySelector("link[rel=canonical]");
    const page = canonical ? canonical.href : location.href.split("#")[0];
    return /^https?:/.test(page) ? page + fragment : null;
  }

  /** A CSL date of "1998-08-30" and of what may follow the day. */
  const dateOf = (iso) => ({ "date-parts": [iso.slice(0, 10).split("-").map(Number)] });

  function withoutEmpty(item) {
    return Object.fromEntries(Object.entries(item).filter(([, value]) => value != null));
  }

  /** A post as a CSL item (Citation Style Language 1.0.2, csl-data). */
  function postItem(section) {
    const heading = document.querySelector("h1").cloneNode(true);
    for (const link of heading.querySelectorAll(".headerlink")) link.remove();
    const author = section.querySelector(".post-author").textContent;
    const number = section.querySelector(".post-number").textContent;
    return withoutEmpty({
      id: `wsm-${section.dataset.post}`,
      type: "post",
      author: author === "（無記名）" ? null : [{ literal: author }],
      title: plain(heading.textContent),
      "container-title": document.querySelector("[data-forum]").dataset.forum,
      number,
      issued: dateOf(section.querySelector("time").dateTime),
      URL: address(`#m${number}`),
      language: "ja",
    });
  }

  /** A guide as a CSL item. */
  function guideItem(guide) {
    const name = location.pathname.split("/").pop().replace(/\.html$/, "");
    return withoutEmpty({
      id: `wsm-${name}-${guide.lang}`,
      type: "webpage",
      author: [{ literal: guide.dataset.site }],
      title: guide.dataset.title,
      "container-title": guide.dataset.site,
      issued: dateOf(guide.dataset.updated),
      URL: address(""),
      language: guide.lang,
    });
  }

  /** A CSL item as BibTeX. */
  function bibtex(item) {
    const [year, month, day] = item.issued["date-parts"][0];
    const place = item.number ? `, ${WORDS[item.language].post_number(item.number)}` : "";
    const fields = [
      ["author", item.author && `{{${tex(item.author[0].literal)}}}`],
      ["title", `{{${tex(item.title)}}}`],
      ["howpublished", `{${tex(item["container-title"] + place)}}`],
      ["year", `{${year}}`],
      ["month", MONTHS[month - 1]],
      ["day", `{${day}}`],
      ["url", item.URL && `{${item.URL}}`],
      ["language", `{${item.language === "ja" ? "japanese" : "english"}}`],
    ];
    const lines = fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = ${value}`);
    return `@misc{${item.id},\n${lines.join(",\n")}\n}\n`;
  }

  const FORMATS = {
    BibTeX: bibtex,
    "CSL-JSON": (item) => JSON.stringify([item], null, 2) + "\n",
  };

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  /** Copies the text and shows it; where copying is not allowed it is selected. */
  async function offer(format, text, words) {
    const field = element("textarea", { value: text, readOnly: true, ariaLabel: format });
    const status = element("p", { role: "status" });
    const close = element("button", { type: "button", textContent: words.close });
    const { lang } = words;
    const dialog = element("dialog", { className: "cite-dialog", ariaLabel: format, lang });
    dialog.append(field, status, close);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    field.select();
    field.scrollTop = 0;
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = words.copied;
      close.focus();
    } catch {
      status.textContent = words.shown;
    }
  }

  function buttons(intro, makeItem, words) {
    const row = element("p", { className: "cite-this", lang: words.lang }, intro);
    row.dataset.kensakuIgnore = "";
    for (const [name, write] of Object.entries(FORMATS)) {
      const button = element("button", { type: "button", textContent: name });
      button.addEventListener("click", () => offer(name, write(makeItem()), words));
      row.append(button);
    }
    return row;
  }

  for (const section of document.querySelectorAll("section.post")) {
    const words = WORDS[globalThis.wsm.lang];
    section.append(buttons(words.post, () => postItem(section), words));
  }
  const guide = document.querySelector(".guide");
  if (guide) {
    const words = WORDS[guide.lang];
    guide.append(buttons(words.guide, () => guideItem(guide), words));
  }
})();

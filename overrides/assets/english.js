// The labels of a thread's page in English, for a reader who chose so: what we wrote, never a post, a
// name or a note. settings.js loads it; labels that scripts make are English already.
(() => {
  "use strict";

  const SITE = new URL("..", document.currentScript.src).href;
  const MONTHS =
    "January February March April May June July August September October November December".split(
      " ",
    );

  const WEEKDAYS = { 日: "Sun", 月: "Mon", 火: "Tue", 水: "Wed", 木: "Thu", 金: "Fri", 土: "Sat" };

  const day = (year, month, date) => `${Number(date)} ${MONTHS[month - 1]} ${year}`;
  const DAY = /(\d+)年(\d+)月(\d+)日/;
  const toDay = (_, ...parts) => day(...parts);

  /** "1998年8月20日から30日": of the end only what differs is said. */
  function period(text) {
    const [start, end] = text.split("から").map((each) => each.match(/\d+/g));
    return `${day(...start)} to ${day(...start.slice(0, 3 - end.length), ...end)}`;
  }

  const shortDay = (_, month, date) => `${Number(date)} ${MONTHS[month - 1].slice(0, 3)}`;
  const many = (count, one) => `${count} ${one}${count === "1" ? "" : "s"}`;
  const posts = (_, count) => many(count, "post");

  /** "52分2秒後" → "52 min 2 s later". */
  const UNITS = { 日: " d ", 時間: " h ", 分: " min ", 秒: " s ", 前: "earlier", 後: "later" };
  const delay = (text) => text.replace(/日|時間|分|秒|前|後/g, (unit) => UNITS[unit]).trim();

  /** The length of a silence that the timeline leaves out. */
  const LENGTHS = { 年間: "year", か月: "month", 日間: "day", 時間: "hour", 分: "minute" };
  const silence = (_, count, unit) => many(count, LENGTHS[unit]);

  const BEFORE_AFTER = { 前: "previous", 次: "next" };
  const EVIDENCE = {
    引用: "from a quotation",
    引用の見出し: "from the line above a quotation",
    名前の呼びかけ: "from a name addressed",
  };
  const evidence = (_, kind, degree) => `${EVIDENCE[kind]} (confidence ${degree})`;
  const LANGUAGES = { 英語: "English", 日本語: "Japanese", 中国語: "Chinese", 韓国語: "Korean" };

  // Of the elements, those text nodes that they hold themselves; of a text the part that is matched.
  const RULES = [
    [
      ".skip, .site-nav a, .search-link span, .toc p, .site-footer :is(p, a)",
      {
        コンテンツにスキップ: "Skip to content",
        ホーム: "Home",
        ガイド: "Guides",
        スレッド: "Threads",
        索引: "Indexes",
        サイトについて: "About",
        検索: "Search",
        目次: "On this page",
        "投稿の著作権は各発言者にあります。": "Each post is the copyright of its author. ",
        権利と削除の依頼: "Rights and requests for removal",
      },
    ],
    [".thread-place a", { スレッド: "Threads" }, [/^(\d+)年$/, "$1"]],
    [
      ".thread-summary dt, .thread-source dt",
      {
        期間: "Period",
        発言: "Posts",
        発言者: "People",
        話題: "Topics",
        ソフトウェア: "Software",
        元のアドレス: "Original address",
        写し: "Copy",
        取得日: "Captured on",
        形式: "Format",
        権利: "Rights",
      },
    ],
    [".thread-summary dd", [/^.*日から.*日$/, period], [DAY, toDay], [/^(\d+)件$/, posts]],
    [".people .count", [/^(\d+)件$/, posts]],
    [".post-index > summary", { 発言の一覧: "List of posts" }],
    [
      ".timeline text, .timeline title, .timeline-text, .timeline-text li",
      { 発言の時期: "When the posts were written" },
      [/^(\d+)(年間|か月|日間|時間|分)$/, silence],
      [/^(\d+)年$/, "$1"],
      [DAY, toDay],
      [/(\d+)月(\d+)日/, shortDay],
      [/(?<=\d{4})(\d+)時/, " from $1:00"],
      [/、(\d+)件（/, (_, count) => `, ${many(count, "post")} (`],
      [/）$/, ")"],
    ],
    [".post-time", [DAY, toDay], [/^\((.)\)/, (_, weekday) => ` (${WEEKDAYS[weekday]})`]],
    [".answered", { への返信: "" }, ["、", ", "]],
    [".answered > span", { さん: "" }],
    [".answered .visually-hidden", [/（(.+)から）/, (_, kind) => ` (${EVIDENCE[kind]})`]],
    [".answers", { "返信：": "Replies: " }, ["、", ", "]],
    [".quote-origin", [" より", " quoted"], [/^（(?=#|$)/, " ("], ["の引用を経て）", " through)"]],
    [".quote-changes > summary", { 原文との違い: "Differences from the original" }],
    [".same-author > p", [/さんの$/, ": "], ["　", ", "]],
    [
      ".same-author a",
      [/^([前次])の発言（(#\d+)）$/, (_, which, post) => `${BEFORE_AFTER[which]} post (${post})`],
    ],
    [".copies", [/^当時の写し（あれば）：/, "Copies of that time, if any: "], ["、", ", "]],
    [
      ".hops > figcaption",
      { "このヘッダーが示す経路（古い順）": "The route in this header, oldest first" },
    ],
    [
      ".hops strong",
      { 差出の時刻: "Time of sending" },
      ["と名乗る相手", " (by its own account)"],
      ["名前の記録がない相手", "a sender without a name"],
      ["名前の記録がないサーバー", "a server without a name"],
    ],
    [
      ".hops small",
      { "Date欄。差出人の側で書かれた時刻です。": "The Date field, written on the sender's side." },
      [/^プログラム：/, "Program: "],
      [/^ID：/, "ID: "],
      [/^相手の名乗り：/, "It called itself: "],
    ],
    [".hops span", { 時刻なし: "no time" }],
    [".hops .delay", { 同じ時刻: "at the same time" }, [/^[\d日時間分秒]+[前後]$/, delay]],
    [".hops .observed", { 気づいた点: "Noticed (in Japanese)", 符号化された欄: "Encoded fields" }],
    [
      ".note-kind",
      {
        背景: "Context",
        訂正: "Correction",
        その後: "Outcome",
        翻訳: "Translation",
        質問: "Question",
        関連リンク: "Related link",
      },
    ],
    [
      ".note-role",
      {
        編集者: "editor",
        投稿者本人: "wrote this post",
        当時の発言者: "posted in the forum",
      },
    ],
    [".note-foot time", [DAY, toDay]],
    [
      ".note-foot a",
      {
        この注釈へのリンク: "Link to this note",
        この注釈を編集: "Edit this note",
        履歴: "History",
      },
    ],
    [
      ".note-fold > summary",
      [/^(.+)訳を読む$/, (_, into) => `Read the ${LANGUAGES[into] ?? into} translation`],
    ],
    [".thread-neighbours span", { すべて: "All threads" }],
    ["#source", { 出典: "Source" }],
    [".thread-source strong", { 推定: "Inferred" }],
    [
      ".thread-source .note",
      [
        /^：取り込んだ記録にアドレスがないため.*。$/,
        " from the time of the first post: the capture does not record an address.",
      ],
      [/^この記録の取得日です。/, "This is the day of the capture. "],
      [
        /^取得日の記録がないため、最後の発言の日です。/,
        "No day of capture is known; this is the last post's. ",
      ],
      [/写しは残っていないことがあります。$/, "There may be no copy."],
      [/^ページの申告は (.+) です。$/, "The page declares $1."],
    ],
    [
      ".thread-source dd",
      { 記録なし: "Not recorded" },
      [/（文字コード (\S+)、確度 (\S+)）/, " (charset $1, confidence $2)"],
      ["投稿の著作権は各発言者にあります。", "Each post is the copyright of its author. "],
    ],
    [
      ".thread-source a",
      { 削除を希望されるとき: "Requests for removal" },
      [
        /^Wayback Machineの(\d+)年(\d+)月(\d+)日に最も近い写し$/,
        (_, ...parts) => `The copy in the Wayback Machine nearest to ${day(...parts)}`,
      ],
    ],
    [
      ".repairs > summary",
      [/^読み替えたバイト列が(\d+)か所あります。$/, "Bytes that were repaired: $1"],
    ],
    [".repairs th", { "位置（バイト）": "Place (byte)", バイト列: "Bytes", 読み方: "Read as" }],
    [".repairs p", [/^ほか(\d+)か所。$/, "And $1 more."]],
  ];

  const ATTRIBUTES = [
    [".site-nav", "aria-label", { ナビゲーション: "Navigation" }],
    [".site-menu-button", "aria-label", { メニュー: "Menu" }],
    [".toc", "aria-label", { 目次: "On this page" }],
    ...["title", "aria-label"].map((name) => [
      ".palette button",
      name,
      {
        "配色：端末に合わせる（押すと明るい配色）": "Colours: as the device is set (press for light)",
        "配色：明るい（押すと暗い配色）": "Colours: light (press for dark)",
        "配色：暗い（押すと端末に合わせる）": "Colours: dark (press for the device's own)",
      },
    ]),
    [".headerlink", "title", { この見出しへの固定リンク: "Link to this heading" }],
    [".answered span", "title", [/^(.+)から（確度 (.+)）$/, evidence]],
    [".note-ref", "aria-label", [/^注釈(\d+)$/, "Note $1"]],
    [".note-words a", "aria-label", { 本文の該当箇所へ戻る: "Back to the words" }],
    [".notes", "aria-label", { この発言への注釈: "Notes on this post" }],
    [".thread-place", "aria-label", { 現在地: "You are here" }],
    ["nav", "aria-label", { 前後のスレッド: "Threads before and after" }],
    [
      ".hops svg",
      "aria-label",
      [
        /^時刻の並び。端から端まで(.+)。$/,
        (_, span) => `The times in order, ${delay(span)} from end to end`,
      ],
    ],
  ];

  /** A rule, or a table of whole texts, as pairs of what to look for and what to say. */
  function pairs(rule) {
    if (Array.isArray(rule)) return [rule];
    return Object.entries(rule).map(([text, english]) => [
      new RegExp(`^\\s*${text}\\s*$`),
      english,
    ]);
  }

  function english(...text) {
    return wsm.element("span", { lang: "en" }, ...text);
  }

  /** Puts English in the place of the part of a text that matches. */
  function replace(node, [pattern, words]) {
    const [found] = node.data.match(pattern) ?? [];
    if (found === undefined) return;
    // A drawing has no spans.
    if (node.parentNode.namespaceURI.endsWith("svg")) {
      node.data = node.data.replace(pattern, words);
      return;
    }
    const part = node.splitText(node.data.indexOf(found));
    part.splitText(found.length);
    part.replaceWith(english(found.replace(pattern, words)));
  }

  for (const [selector, ...rules] of RULES) {
    for (const element of document.querySelectorAll(selector)) {
      for (const pair of rules.flatMap(pairs)) {
        const texts = Array.from(element.childNodes).filter((node) => node.nodeName === "#text");
        for (const node of texts) replace(node, pair);
      }
    }
  }
  for (const answered of document.querySelectorAll(".answered"))
    answered.prepend(english("In reply to "));
  for (const [selector, name, rule] of ATTRIBUTES) {
    for (const element of document.querySelectorAll(`${selector}[${name}]`)) {
      for (const [pattern, words] of pairs(rule)) {
        element.setAttribute(name, element.getAttribute(name).replace(pattern, words));
      }
      // What is inside another may be Japanese.
      if (!element.firstElementChild) element.lang = "en";
    }
  }

  // The site's name, and links to what there is in English.
  const brand = document.querySelector(".site-brand").lastChild;
  brand.replaceWith(english(document.querySelector(".thread-place").dataset.site));
  document.querySelector(".search-link").lang = "en";
  const IN_ENGLISH = /^(?:index|search|(?:guides|about)\/index)\.html/;
  for (const link of document.querySelectorAll(":is(header, footer, .thread-source) a")) {
    const path = link.href.startsWith(SITE) ? link.href.slice(SITE.length) : "";
    if (IN_ENGLISH.test(path)) link.href = `${SITE}en/${path}`;
  }

  /** What the English pages say of terms and topics. */
  function translate() {
    for (const term of document.querySelectorAll(".term")) {
      const known = wsm.english[term.getAttribute("aria-description")];
      if (known) term.setAttribute("aria-description", known);
    }
    for (const topic of document.querySelectorAll(".topics a, .thread-neighbours span")) {
      const known = wsm.english[topic.textContent];
      if (known) topic.replaceChildren(english(known));
    }
  }

  wsm.load("translations.js").then(translate).catch(console.error);
})();

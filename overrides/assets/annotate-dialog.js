// The dialog in which a note is written, and the file that it offers; annotate.js brings it.
(() => {
  "use strict";

  const { settings, isGuide, lang, scopes, button } = globalThis.annotation;
  const { touches, characters, within, quoteOf, fileText, today, slug, newFile } =
    globalThis.annotation;
  const HOSTS = { github: "GitHub", gitlab: "GitLab", forgejo: "Forgejo" };
  const LANGUAGES = { ja: "日本語", en: "English", zh: "中文", ko: "한국어", fr: "Français" };
  const WORDS = {
    ja: {
      propose: "注釈を提案",
      whole: "言葉は選ばれていません。全体への注釈になります。",
      kind: "種類",
      kinds: {
        context: "背景",
        correction: "訂正",
        outcome: "その後",
        translation: "翻訳",
        question: "質問",
        link: "関連リンク",
      },
      author: "表示する名前",
      author_rule: "< > & は使えません。",
      lang: "注釈の言語",
      note: "注釈（Markdown。提案する画面で書くこともできます）",
      on: (host) => `${host}で提案`,
      copy: "テキストをコピー",
      issue: "プルリクエストを使わずに、Issueで送る",
      close: "閉じる",
      file: "ファイルの内容",
      filled: "新しいタブに、内容を記入した画面が開きます。内容はクリップボードにも入ります。",
      paste: (path) =>
        `新しいタブに画面が開きます。クリップボードの内容を貼り付け、ファイル名を ${path} にしてください。`,
      nowhere: (path) =>
        `提案先のリポジトリがまだ設定されていません。テキストをコピーして、リポジトリの ${path} に保存してください。`,
      licence: "注釈は CC BY 4.0 で公開されます。",
      copied: "クリップボードにコピーしました。",
      shown: "コピーできませんでした。次の内容を選択してコピーしてください。",
      across: "注釈は一つの発言につけるものです。一つの発言の中だけを選んでください。",
      long: "引用は500字までです。もっと短く選んでください。",
      repeated: "前後まで同じ言葉が、ほかにもあります。もっと長く選んでください。",
    },
    en: {
      propose: "Propose a note",
      whole: "No words are selected: the note is about the whole.",
      kind: "Kind",
      kinds: {
        context: "Context",
        correction: "Correction",
        outcome: "Outcome",
        translation: "Translation",
        question: "Question",
        link: "Related link",
      },
      author: "Name to show",
      author_rule: "Without < > and &.",
      lang: "Language of the note",
      note: "Note (Markdown; it can also be written where you propose it)",
      on: (host) => `Propose on ${host}`,
      copy: "Copy the text",
      issue: "Send it as an issue, without a pull request",
      close: "Close",
      file: "The file",
      filled: "A new tab opens with the file filled in. The text is on the clipboard as well.",
      paste: (path) => `A new tab opens. Paste the clipboard into it and name the file ${path}.`,
      nowhere: (path) =>
        `No repository is set yet. Copy the text and save it as ${path} in the repository.`,
      licence: "Notes are published under CC BY 4.0.",
      copied: "Copied to the clipboard.",
      shown: "It could not be copied. Select this text and copy it.",
      across: "A note belongs to one post. Select words within one post.",
      long: "A quotation has 500 characters at most. Select fewer.",
      repeated: "The same words in the same context stand elsewhere too. Select more.",
    },
  };
  const words = WORDS[lang];

  /** The smallest section of a guide around characters: the id that a target may have, and where it is. */
  function sectionAround(root, all, from, to) {
    const headings = Array.from(root.querySelectorAll(":is(h1, h2, h3, h4, h5, h6)[id]")).filter(
      (heading) => !heading.closest(".notes"),
    );
    let found = { id: "", from: 0, to: all.length };
    headings.forEach((heading, index) => {
      const next = headings.slice(index + 1).find((each) => each.nodeName <= heading.nodeName);
      const range = document.createRange();
      range.setStartBefore(heading);
      if (next) range.setEndBefore(next);
      else range.setEndAfter(root.lastChild);
      const [first, end] = within(all, range);
      if (heading.nodeName === "H1" || !/^[a-z0-9-]{1,60}$/.test(heading.id)) return;
      if (first <= from && to <= end) found = { id: heading.id, from: first, to: end };
    });
    return found;
  }

  /** What an annotation of the selection would be about, or what is wrong with it. */
  function place(range, scope) {
    const touched = range ? scopes.filter(({ root }) => touches(range, root)) : [];
    if (touched.length > 1) return { problem: "across" };
    const { root, target, folder, name } = scope ?? touched[0];
    if (touched[0]?.root !== root) return { target, folder, name };
    const all = characters(root);
    const [from, to] = within(all, range);
    if (!isGuide) return { target, folder, name, ...quoteOf(all, from, to) };
    const section = sectionAround(root, all, from, to);
    const part = all.slice(section.from, section.to);
    return {
      target: section.id ? `${target}#${section.id}` : target,
      folder,
      name,
      ...quoteOf(part, from - section.from, to - section.from),
    };
  }

  // ---- The dialog.

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  const field = (label, control) => element("label", {}, element("span", {}, label), control);

  function choice(options, value) {
    const entries = Object.entries(options);
    const made = entries.map(([key, text]) => element("option", { value: key }, text));
    const select = element("select", {}, ...made);
    select.value = value;
    return select;
  }

  /** Shows content in a dialog; `whenClosed` runs after it. */
  function show(whenClosed, ...content) {
    const title = element("h2", { id: "annotate-title", textContent: words.propose });
    const close = button(words.close);
    const dialog = element("dialog", { className: "annotate-dialog", lang }, title, ...content, close);
    dialog.setAttribute("aria-labelledby", title.id);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      whenClosed();
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  /** Asks for the rest of an annotation and offers its file. */
  function ask(where, whenClosed) {
    const created = today();
    const path = `annotations/${where.folder}/${slug(where.name, created)}.md`;
    const kind = choice(words.kinds, "context");
    const author = element("input", { required: true, maxLength: 80, autocomplete: "name" });
    author.pattern = "[^<>&]*[^<>&\\s][^<>&]*";
    author.title = words.author_rule;
    const language = choice(LANGUAGES, lang);
    const note = element("textarea", { rows: 5 });
    const file = element("textarea", { readOnly: true, rows: 8, ariaLabel: words.file });
    const shown = element("details", {}, element("summary", {}, words.file), element("code", {}, path), file);
    const hint = element("p", {});
    const status = element("p", { role: "status" });
    const propose = element("a", { target: "_blank", rel: "noopener" });
    const copy = button(words.copy);
    const actions = element("p", { className: "annotate-actions" }, copy);
    const { host, issue } = settings.dataset;
    if (host) {
      propose.textContent = words.on(HOSTS[host]);
      actions.prepend(propose);
      const link = element("a", { href: issue, target: "_blank", rel: "noopener" }, words.issue);
      actions.append(link);
    }
    const form = element(
      "form",
      {},
      field(words.kind, kind),
      field(words.author, author),
      field(words.lang, language),
      field(words.note, note),
      hint,
      actions,
      status,
      shown,
      element("p", {}, words.licence),
    );

    function refresh() {
      file.value = fileText(where, {
        kind: kind.value,
        author: author.value,
        created,
        language: language.value,
        note: note.value,
      });
      if (!host) {
        hint.textContent = words.nowhere(path);
        return;
      }
      const { href, filled } = newFile(settings.dataset, path, file.value);
      propose.href = href;
      hint.textContent = filled ? words.filled : words.paste(path);
    }

    async function copyFile() {
      try {
        await navigator.clipboard.writeText(file.value);
        status.textContent = words.copied;
      } catch {
        status.textContent = words.shown;
        shown.open = true;
        file.select();
      }
    }

    form.addEventListener("input", refresh);
    form.addEventListener("submit", (event) => event.preventDefault());
    propose.addEventListener("click", (event) => {
      if (form.reportValidity()) copyFile();
      else event.preventDefault();
    });
    copy.addEventListener("click", () => form.reportValidity() && copyFile());
    refresh();
    const about = where.quote
      ? element("blockquote", { lang: isGuide ? lang : "ja" }, where.quote.exact)
      : element("p", {}, words.whole);
    show(whenClosed, about, form);
  }

  /** Asks for a note on the words in `range`, or on the whole of `scope`. */
  function propose(range, scope, whenClosed) {
    const where = place(range, scope);
    if (where.problem) show(whenClosed, element("p", {}, words[where.problem]));
    else ask(where, whenClosed);
  }

  globalThis.annotation.propose = propose;
})();

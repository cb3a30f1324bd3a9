// Who is speaking: a mark at each post, and a button for each participant that marks all their posts.
(() => {
  "use strict";

  const { element, tools } = wsm;
  if (!tools) return;
  const article = tools.closest("article");
  const people = new Map();
  let chosen = null;

  function choose(name) {
    chosen = chosen === name ? null : name;
    for (const [each, person] of people) {
      person.button.setAttribute("aria-pressed", String(each === chosen));
    }
    for (const author of article.querySelectorAll(".post-author")) {
      author.closest(".post").classList.toggle("chosen", author.textContent === chosen);
    }
  }

  for (const row of article.querySelectorAll(".people [data-name]")) {
    const { name, tone } = row.dataset;
    // Posts without a name may be of several people.
    if (!name) continue;
    const button = element("button", {
      type: "button",
      title: wsm.say("この人の発言に印をつける", "Mark this person's posts"),
    });
    button.append(...row.childNodes);
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => choose(name));
    row.append(button);
    people.set(name, { tone, button });
  }
  for (const author of article.querySelectorAll(".post-author")) {
    author.dataset.initial = Array.from(author.textContent)[0] || "";
    const person = people.get(author.textContent);
    if (person) author.dataset.tone = person.tone;
  }
})();

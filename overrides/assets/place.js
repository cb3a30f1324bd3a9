// Where a reader left a thread: kept for the last fifty threads, and offered as a link next time.
(() => {
  "use strict";

  const { recall, remember, element, tools, buttons } = wsm;
  const posts = Array.from(document.querySelectorAll("section.post"));
  if (!tools || posts.length < 2) return;
  const THREADS = 50;
  const id = posts[0].dataset.post.split("-")[0];

  /** Pairs of a thread and the number of a post, the last read first. */
  function places() {
    try {
      const kept = JSON.parse(recall("places"));
      return Array.isArray(kept) ? kept.filter(Array.isArray) : [];
    } catch {
      return [];
    }
  }

  /** The post at the upper part of the window; the first and, once seen, the last count as none. */
  function reading() {
    const line = window.innerHeight / 3;
    const top = (post) => post.getBoundingClientRect().top;
    const end = posts[posts.length - 1].getBoundingClientRect().bottom;
    if (end <= window.innerHeight) return null;
    return posts.findLast((post) => top(post) <= line)?.dataset.post.split("-")[1];
  }

  function keep() {
    if (recall("places") === "off") return;
    const number = reading();
    if (number === undefined || number === "1") return;
    const others = places().filter(([thread]) => thread !== id);
    if (number !== null) others.unshift([id, number]);
    remember("places", others.length ? JSON.stringify(others.slice(0, THREADS)) : null);
  }

  // The last of these that a browser is sure to send: a phone may end a hidden page without a word.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pagehide", keep);

  const kept = places().find(([thread]) => thread === id);
  const post = kept && posts.find((each) => each.dataset.post === `${id}-${kept[1]}`);
  if (post) {
    const author = post.querySelector(".post-author").textContent;
    const words = wsm.say("続きから", "Go on reading");
    const link = element("a", { href: `#m${kept[1]}`, textContent: words });
    const where = wsm.say(`（#${kept[1]} ${author}）`, ` (#${kept[1]} ${author})`);
    buttons.append(element("span", { className: "resume" }, link, where));
  }
  const label = wsm.say(
    "読んだ位置をこのブラウザに残す（最近の50スレッド）",
    "Keep in this browser where I stopped reading (the last 50 threads)",
  );
  wsm.offer("places", label);
})();

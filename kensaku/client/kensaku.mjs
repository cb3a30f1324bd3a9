// kensaku.js as a module.
import "./kensaku.js";

export const { fold, marks, take } = globalThis.kensaku;
export const open = (base = new URL(".", import.meta.url).href) => globalThis.kensaku.open(base);

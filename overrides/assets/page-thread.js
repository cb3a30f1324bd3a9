// The scripts of a thread, in this order; publishing puts their text in place of this file.
for (const name of [
  "keys.js",
  "frame.js",
  "settings.js",
  "lines.js",
  "views.js",
  "people.js",
  "place.js",
  "proof.js",
  "lens.js",
  "terms.js",
  "cite.js",
  "annotate-text.js",
  "annotate.js",
]) {
  const script = document.createElement("script");
  script.src = new URL(name, document.currentScript.src);
  script.async = false;
  document.head.append(script);
}

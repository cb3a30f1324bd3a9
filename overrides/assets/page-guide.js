// The scripts of a guide, in this order; publishing puts their text in place of this file.
for (const name of [
  "keys.js",
  "frame.js",
  "citation.js",
  "cite.js",
  "annotate-text.js",
  "annotate.js",
]) {
  const script = document.createElement("script");
  script.src = new URL(name, document.currentScript.src);
  script.async = false;
  document.head.append(script);
}

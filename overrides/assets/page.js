// The scripts of a plain page, in this order; publishing puts their text in place of this file.
for (const name of [
  "keys.js",
  "frame.js",
  "citation.js",
]) {
  const script = document.createElement("script");
  script.src = new URL(name, document.currentScript.src);
  script.async = false;
  document.head.append(script);
}

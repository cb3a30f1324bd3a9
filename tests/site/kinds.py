"""One address of every kind of page, relative to the site's root."""

THREAD = "threads/1998/980820210426.html"
KINDS = ("index.html", "threads/index.html", "threads/1998/index.html", THREAD, "about/index.html")

"""Python-Markdown extensions of the site; later citations and annotations."""

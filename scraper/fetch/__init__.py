"""Pages from the web → WARC: the live site, the Wayback Machine or Common Crawl."""

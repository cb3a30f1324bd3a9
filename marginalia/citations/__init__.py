"""Citations in hand-written pages: of posts, with checked quotations, and of other sources."""

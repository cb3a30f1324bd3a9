"""Annotations: what readers add to a post, or to words of it, by pull request."""

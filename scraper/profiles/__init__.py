"""The forums that can be read, a module each: see ``scraper.profile``."""

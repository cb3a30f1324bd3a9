"""The site generator's settings for this checkout, and what it makes of a single page."""

from typing import Any

from markdown import Markdown
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from marginalia.citations.pages import HandPage
from publisher import Site
from wsm.project import Project

_WITHOUT_CHECKOUT = ("marginalia.plain",)
_ANNOTATIONS = "marginalia.annotations.extension"


def site_config(project: Project, **options: Any) -> MkDocsConfig:
    """``mkdocs.yml`` as MkDocs reads it, with our extensions working on this checkout."""
    config = load_config(str(project.config), **options)
    for extension in config.markdown_extensions:
        if extension.startswith("marginalia.") and extension not in _WITHOUT_CHECKOUT:
            config.mdx_configs.setdefault(extension, {})["root"] = str(project.root)
    return config


def site_names(config: MkDocsConfig) -> Site:
    """What the site is called in each language, and where it is published."""
    names = {"ja": config.site_name, "en": config.extra["english"]["site_name"]}
    return Site(names, config.site_description or "", config.site_url or "")


def render_guide(project: Project, page: HandPage) -> str:
    """The HTML of a hand-written page as the site has it, annotations aside."""
    config = site_config(project)
    extensions = [each for each in config.markdown_extensions if each != _ANNOTATIONS]
    settings = {name: config.mdx_configs.get(name, {}) for name in extensions}
    return Markdown(extensions=extensions, extension_configs=settings).convert(page.text)

"""The last pass over the built site: security policy, metadata, feeds, maps, Markdown addresses."""

from publisher.publish import early_publisher, publish
from publisher.site import Site

__all__ = ["Site", "early_publisher", "publish"]

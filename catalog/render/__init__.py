"""Pages and the JSON API, streamed into an empty folder from the published record."""

from catalog.render.site import RenderReport, render_site

__all__ = ["RenderReport", "render_site"]

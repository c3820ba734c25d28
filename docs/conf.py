"""The manual: Markdown, built without a network. `make docs` treats every warning as an error."""

from corridor import __version__

project = "Corridor"
author = "The Corridor contributors"
copyright = "The Corridor contributors, licensed under the EUPL-1.2"
version = release = __version__
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = []
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]
nitpicky = True

html_theme = "furo"
html_title = f"Corridor {__version__}"
html_copy_source = False
html_show_sourcelink = False
# System fonts; nothing is fetched when a page is read.
html_theme_options = {"light_css_variables": {"font-stack": "system-ui, sans-serif"}}

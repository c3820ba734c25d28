"""The manual: Markdown, built without a network. `make docs` treats every warning as an error."""

import json
from pathlib import Path

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

# Pages that are notebooks: what stands in the page's own file is replaced when the manual is built.
NOTEBOOK_PAGES = {"analyst-hour": Path(__file__).parent / "notebooks" / "plan.ipynb"}


def page_of(path):
    """A notebook as Markdown: its text, its code, and what the code showed."""
    parts = []
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source.replace("](../", "]("))
            continue
        parts.append(f"```python\n{source}\n```")
        shown = ["".join(out.get("text") or out["data"]["text/plain"]).rstrip("\n") for out in cell["outputs"]]
        if shown:
            parts.append("```text\n" + "\n".join(shown) + "\n```")
    return "\n\n".join(parts) + "\n"


def _read_notebook(app, name, source):
    if name in NOTEBOOK_PAGES:
        app.env.note_dependency(str(NOTEBOOK_PAGES[name]))
        source[0] = page_of(NOTEBOOK_PAGES[name])


def setup(app):
    """Sphinx calls this."""
    app.connect("source-read", _read_notebook)
    return {"parallel_read_safe": True}

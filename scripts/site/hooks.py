"""Additions to mkdocs: the tutorial's notebook becomes a page, and the page 404 works in any folder.

Documents link to docs/tutorial.ipynb, which is what a repository shows; on the site these links lead to the page, which
has the outputs that are stored in the notebook.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

NOTEBOOK = "tutorial.ipynb"
PAGE = "tutorial.md"
DOWNLOAD = f"\n[The notebook itself]({NOTEBOOK}), to run it.\n"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the page."""
    notebook = json.loads((Path(config.docs_dir) / NOTEBOOK).read_text("utf-8"))
    files.append(File.generated(config, PAGE, content=page(notebook)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links to the notebook lead to its page."""
    return markdown if page.file.src_uri == PAGE else markdown.replace(f"]({NOTEBOOK})", f"]({PAGE})")


def on_template_context(context: TemplateContext, template_name: str, config: MkDocsConfig) -> TemplateContext:
    """Make the links of the page 404 relative: without an address, mkdocs makes them for the root of a host."""
    if template_name == "404.html" and not config.site_url:
        context["base_url"] = "."
    return context


def page(notebook: dict[str, Any]) -> str:
    """A notebook as Markdown."""
    parts = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        parts += [shown(output.get("data", {})) for output in cell["outputs"]]
    return "\n\n".join([*parts, DOWNLOAD])


def shown(data: dict[str, Any]) -> str:
    """What a cell shows: a picture, HTML or text."""
    found = {kind: "".join(value) for kind, value in data.items()}
    if "image/png" in found:
        picture = found["image/png"].replace("\n", "")
        return f'<p><img alt="The plot of the code above" src="data:image/png;base64,{picture}"></p>'
    if "text/html" in found:
        html = re.sub(r"<style scoped>.*?</style>", "", found["text/html"], flags=re.DOTALL)
        # Without a class the table of a data frame looks as other tables of the site do.
        return re.sub(r'<table border="1" class="dataframe">', "<table>", html)
    return f"```text\n{found.get('text/plain', '')}\n```"

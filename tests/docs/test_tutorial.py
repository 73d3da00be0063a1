"""The tutorial notebook runs from its first cell to its last.

`python tests/docs/test_tutorial.py` runs it and writes what its cells give today into it.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.ipynb"
NEEDED = ("nbformat", "nbclient", "ipykernel", "pandas", "pyarrow", "matplotlib")


def executed() -> Any:
    """The notebook, run in a kernel of its own; the first cell that fails raises."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(TUTORIAL, as_version=4)
    os.environ["PYTHONPATH"] = str(ROOT)  # the kernel's
    folder = {"metadata": {"path": str(TUTORIAL.parent)}}
    with tempfile.TemporaryDirectory() as settings:  # not the settings of whoever runs this
        os.environ["IPYTHONDIR"] = settings
        client = NotebookClient(notebook, timeout=60, resources=folder, record_timing=False)
        asyncio.run(client.async_execute())
    return notebook


def code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def kinds(notebook: Any) -> list[set[str]]:
    """What kinds of output each cell has."""
    return [{kind for output in cell.outputs for kind in output.get("data", {})} for cell in code(notebook)]


def cards(notebook: Any) -> list[Any]:
    """What the package itself shows: its cards, and the same as text."""
    found = [output["data"] for cell in code(notebook) for output in cell.outputs if "data" in output]
    return [data for data in found if str(data.get("text/html", "")).startswith('<div class="tdp">')]


@pytest.fixture(scope="module")
def stored() -> Any:
    return pytest.importorskip("nbformat", reason="nbformat is not installed").read(TUTORIAL, as_version=4)


def test_it_runs(stored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in NEEDED:
        pytest.importorskip(module, reason=f"{module} is not installed")
    for name in ("PYTHONPATH", "IPYTHONDIR"):
        monkeypatch.setenv(name, "")  # and back, after the test
    notebook = executed()
    assert kinds(notebook) == kinds(stored)
    assert len(cards(stored)) >= 3
    assert cards(notebook) == cards(stored), "run python tests/docs/test_tutorial.py"
    assert sum("image/png" in found for found in kinds(notebook)) >= 3
    assert not [output for cell in code(notebook) for output in cell.outputs if output.output_type == "stream"]


def test_it_is_stored_with_its_outputs_and_without_the_machine(stored: Any) -> None:
    text = TUTORIAL.read_text("utf-8")
    assert not re.search(r"/(?:work|home|tmp|Users|root)/", text)
    assert len(text) < 200_000
    assert "26 posts · 2 gaps" in text  # a dump with gaps, and a post without a date
    assert all(cell.outputs for cell in code(stored)[1:])
    assert [cell.execution_count for cell in code(stored)] == list(range(1, len(code(stored)) + 1))


if __name__ == "__main__":
    import nbformat

    notebook = executed()
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(notebook, TUTORIAL)

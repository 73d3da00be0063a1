"""Posts for people: terminal, notebook, explanation, report."""

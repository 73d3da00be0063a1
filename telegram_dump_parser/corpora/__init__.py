"""Corpora, tables whose rows are dumps: documents to posts, and a test of whether a text is a dump."""

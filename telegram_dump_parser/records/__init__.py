"""Drafts to typed posts: parts, years, defects, evidence."""

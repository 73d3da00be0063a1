"""Drafts to the values of posts, and these to rows or typed posts: parts, years, defects, evidence."""

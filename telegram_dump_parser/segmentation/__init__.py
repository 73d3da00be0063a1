"""Lines to posts if nothing marks the end of a post."""

"""Lines to posts if the input itself marks them; one file for each format."""

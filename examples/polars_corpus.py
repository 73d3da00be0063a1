"""polars: a corpus into posts, slice by slice."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from telegram_dump_parser import posts_of_batch

HERE = Path(__file__).parent


def main(corpus: str = str(HERE / "corpus.jsonl"), output: str = "posts.parquet") -> None:
    documents = pl.read_ndjson(corpus).filter(pl.col("url").str.contains("t.me/s/", literal=True))
    slices = documents.iter_slices(1_000)
    posts = pl.concat(pl.from_arrow(posts_of_batch(part.to_arrow())) for part in slices)
    posts.write_parquet(output)
    print(posts.height, "posts")


if __name__ == "__main__":
    main(*sys.argv[1:])

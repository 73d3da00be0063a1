"""Hugging Face datasets: a corpus into posts, batch by batch, Arrow in and Arrow out."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from datasets import Dataset, Features

from telegram_dump_parser import posts_of_batch, posts_schema

HERE = Path(__file__).parent


def main(corpus: str = str(HERE / "corpus.jsonl"), output: str = "posts.parquet", processes: str = "1") -> None:
    documents = Dataset.from_json(corpus)
    posts = documents.with_format("arrow").map(
        partial(posts_of_batch, urls=("t.me",)),
        batched=True,
        remove_columns=documents.column_names,
        features=Features.from_arrow_schema(posts_schema(documents.features.arrow_schema)),
        num_proc=int(processes) if int(processes) > 1 else None,
    )
    posts.to_parquet(output)
    print(posts.num_rows, "posts")


if __name__ == "__main__":  # with several processes, these import this file
    main(*sys.argv[1:])

"""Dask: a corpus into posts, partition by partition."""

from __future__ import annotations

import sys
from pathlib import Path

import dask.dataframe as dd
import pandas as pd
import pyarrow as pa

from telegram_dump_parser import posts_of_batch

HERE = Path(__file__).parent
DOCUMENTS = pa.schema([("text", pa.string()), ("id", pa.string()), ("url", pa.string())])


def posts_of_frame(documents: pd.DataFrame) -> pd.DataFrame:
    table = pa.Table.from_pandas(documents[DOCUMENTS.names], DOCUMENTS, preserve_index=False)
    return posts_of_batch(table, urls=("t.me",)).to_pandas(types_mapper=pd.ArrowDtype)


def main(corpus: str = str(HERE / "corpus.jsonl"), output: str = "posts.parquet") -> None:
    documents = dd.read_json(corpus, lines=True, blocksize=64 << 20)
    meta = posts_of_frame(DOCUMENTS.empty_table().to_pandas())
    posts = documents.map_partitions(posts_of_frame, meta=meta).compute(scheduler="processes")
    posts.to_parquet(output)
    print(len(posts), "posts")


if __name__ == "__main__":  # its processes import this file
    main(*sys.argv[1:])

"""DuckDB: a corpus into posts in constant memory, chosen and written by SQL."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pyarrow as pa

from telegram_dump_parser import posts_of_batches, posts_schema

HERE = Path(__file__).parent


def main(corpus: str = str(HERE / "corpus.jsonl"), output: str = "posts.parquet") -> None:
    documents = duckdb.sql(f"select text, id, url from read_json('{corpus}') where contains(url, 't.me/s/')")
    batches = documents.to_arrow_reader(1_000)
    posts = pa.RecordBatchReader.from_batches(posts_schema(batches.schema), posts_of_batches(batches))
    duckdb.connect().from_arrow(posts).write_parquet(output)  # not the connection that still reads
    print(duckdb.connect().sql(f"select count(*) from '{output}'").fetchall()[0][0], "posts")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Spark: a corpus into posts, without a shuffle.

On one machine with two Pythons, Spark may take the other one for its workers: PYSPARK_PYTHON names the one to take.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from telegram_dump_parser.integrations.spark import posts_of_column

HERE = Path(__file__).parent


def main(corpus: str = str(HERE / "corpus.jsonl"), output: str = "posts.parquet") -> None:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    documents = spark.read.json(corpus)
    posts = posts_of_column(documents, urls=("t.me",))
    posts.write.mode("overwrite").parquet(output)
    print(spark.read.parquet(output).count(), "posts")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])

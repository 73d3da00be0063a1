"""datatrove: a corpus into posts, between a reader and a writer of datatrove's own."""

from __future__ import annotations

import sys
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from telegram_dump_parser.integrations.datatrove import TelegramPosts

HERE = Path(__file__).parent


def main(corpus: str = str(HERE / "corpus.jsonl"), output: str = "posts") -> None:
    path = Path(corpus)
    steps = [
        JsonlReader(str(path.parent), glob_pattern=path.name),
        TelegramPosts(urls=("t.me",)),
        JsonlWriter(output, compression=None),
    ]
    LocalPipelineExecutor(steps, tasks=1, logging_dir=f"{output}-logs").run()
    print(sum(len(file.read_text("utf-8").splitlines()) for file in Path(output).glob("*.jsonl")), "posts")


if __name__ == "__main__":  # its processes import this file
    main(*sys.argv[1:])

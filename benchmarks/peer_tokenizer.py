"""The peer: spaCy's blank English tokenizer alone. Runs in its own environment and prints one JSON object."""

import argparse
import json
import sys
import time
from pathlib import Path

import spacy  # type: ignore[import-not-found]  # no dependency of ours, see requirements.txt
from corpus import documents


def main() -> None:
    """Cut all documents into words and print the processor seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    texts = documents(given.archive, given.sample, given.seed)
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.process_time()
    tokenizer = spacy.blank("en").tokenizer
    words = sum(len(tokenizer(text)) for text in texts)
    spent = time.process_time() - begun
    print(json.dumps({"version": spacy.__version__, "seconds": spent, "words": words, "documents": len(texts)}))


if __name__ == "__main__":
    main()

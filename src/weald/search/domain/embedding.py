"""What a text means, as 256 numbers: the mean of its tokens' vectors, made and trained by WordLlama.

Only the weights and the vocabulary that its package brings are used, from where they are installed:
nothing is fetched. The weights are mapped into memory, so that all processes of a machine share them.
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

DIMENSIONS = 256
WEIGHTS = "weights/l2_supercat_256.safetensors"
VOCABULARY = "tokenizers/l2_supercat_tokenizer_config.json"
# More of a text would only blur what it is about.
MOST_TOKENS = 512


def embed(texts: list[str]) -> NDArray[np.float32]:
    """Give a row of unit length for each text; of zeros for one that says nothing."""
    vectors, tokenizer = weights(), vocabulary()
    rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for row, found in zip(rows, tokenizer.encode_batch(texts, add_special_tokens=False), strict=True):
        if found.ids:
            row[:] = vectors[found.ids[:MOST_TOKENS]].astype(np.float32).mean(axis=0)
    return unit(rows)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)


@cache
def vocabulary() -> Tokenizer:
    return Tokenizer.from_file(str(package() / VOCABULARY))


@cache
def weights() -> NDArray[np.float16]:
    """Map the one tensor of the file: eight bytes say how long its description is, then come the numbers."""
    path = package() / WEIGHTS
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        said = json.loads(file.read(length))
    (tensor,) = (part for name, part in said.items() if name != "__metadata__")
    return np.memmap(
        path,
        dtype=np.float16,
        mode="r",
        offset=8 + length + tensor["data_offsets"][0],
        shape=tuple(tensor["shape"]),
    )


def package() -> Path:
    spec = find_spec("wordllama")
    if spec is None or spec.origin is None:
        msg = "the weights of wordllama are not installed"
        raise ModuleNotFoundError(msg)
    return Path(spec.origin).parent

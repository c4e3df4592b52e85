"""Which rows a comparison has, in the order of its table."""

import json
from dataclasses import dataclass
from pathlib import Path

from train.peers.knn import SIZE as KNN_SIZE
from train.peers.networks import PEERS

STARTS = {"scratch": "from scratch", "last": "transferred, last layer", "full": "transferred, all layers"}
SHIPPED = "moods/default"
OURS = ("ours", "k-nn-embeddings")
TITLES = {
    "ours": "Manga Mood (ours)",
    "k-nn": "k-NN on 100 x 100 grey pixels",
    "k-nn-embeddings": "k-NN on our embeddings",
    "leak": "k-NN on four splits",
}


@dataclass(frozen=True)
class Row:
    """One system with its start and whether it learns from five copies of each face."""

    system: str
    start: str = ""
    fivefold: bool = False

    @property
    def key(self) -> str:
        """The row's name for --rows, as in resnet50/full/five-fold."""
        return "/".join(
            word for word in (self.system, self.start, "five-fold" if self.fivefold else "") if word
        )

    @property
    def network(self) -> bool:
        """Whether it is one of the old networks, trained here."""
        return self.system in PEERS

    @property
    def ours(self) -> bool:
        """Whether it reads with our model."""
        return self.system in OURS

    @property
    def title(self) -> str:
        """The system's name for people."""
        return PEERS[self.system].title if self.network else TITLES[self.system]

    def side(self, size: int, model: str) -> int:
        """Pixels a side of the squares this row is given."""
        if self.system in ("k-nn", "leak"):
            return KNN_SIZE
        return size if self.network else input_size(Path(model), size)


def input_size(model: Path, otherwise: int) -> int:
    """What an exported model expects; another size where there is no such model."""
    path = model / "config.json"
    if not path.is_file():
        return otherwise
    config = json.loads(path.read_text("utf-8"))
    shape = config.get("pretrained_cfg") or config.get("manga_mood", {})
    return int(shape.get("input_size", [otherwise])[-1])


def lineup() -> list[Row]:
    """All rows: ours, neighbours, then every old network from scratch and transferred, once and five-fold."""
    rows = [Row("ours"), Row("k-nn-embeddings"), Row("k-nn"), Row("k-nn", fivefold=True)]
    for system, peer in PEERS.items():
        for start in STARTS if peer.transfers else ("scratch",):
            rows += [Row(system, start), Row(system, start, fivefold=True)]
    return [*rows, Row("leak")]

"""Small sources of drawn faces, written as other people's files are."""

import io
import zipfile
from pathlib import Path

from datasets import DatasetDict, Image, load_from_disk
from PIL import Image as Pictures

Face = dict  # picture, label, style, seed: what data_tools.sketch.draw yields


def png(face: Face) -> bytes:
    """The PNG file of a drawn face."""
    file = io.BytesIO()
    face["picture"].save(file, "PNG")
    return file.getvalue()


def class_folders(root: Path, faces: list[Face], names: dict[str, str] | None = None) -> Path:
    """One folder a mood, under its own or another name."""
    for number, face in enumerate(faces):
        folder = root / (names or {}).get(face["label"], face["label"])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:03d}.png").write_bytes(png(face))
    return root


def zipped(path: Path, faces: list[Face], top: str = "") -> Path:
    """The same as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for number, face in enumerate(faces):
            book.writestr(f"{top}{face['label']}/{number:03d}.png", png(face))
    return path


def blank(size: int = 64) -> bytes:
    """A white PNG."""
    file = io.BytesIO()
    Pictures.new("L", (size, size), 255).save(file, "PNG")
    return file.getvalue()


def rows_of(out: Path) -> list[dict]:
    """Every row of a built set with its split, its label's name and its picture's bytes."""
    rows = []
    for split, faces in (
        DatasetDict(load_from_disk(str(out))).cast_column("image", Image(decode=False)).items()
    ):
        names = faces.features["label"].names
        for row in faces:
            label = None if row["label"] is None else names[row["label"]]
            rows.append({**row, "image": row["image"]["bytes"], "label": label, "split": split})
    return rows

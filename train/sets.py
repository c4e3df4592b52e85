"""Data sets by name: a folder that data_tools built, a folder of class folders, or the Hub."""

from pathlib import Path

from moods.errors import DataError

VALIDATION = ("validation", "valid", "val", "dev")


def on_hub(data: str) -> bool:
    """Whether a data set's name means one of the Hub: there is no such folder, nor does it look like one."""
    return not Path(data).exists() and data.count("/") == 1 and not data.startswith((".", "/", "~"))


def open_set(data: str):
    """A `DatasetDict` from a folder that data_tools built, a folder of class folders, or the Hub."""
    import datasets

    folder = Path(data)
    try:
        if (folder / "dataset_dict.json").is_file():
            return datasets.load_from_disk(str(folder))
        if not on_hub(data):
            if not folder.is_dir() or (folder / "state.json").is_file():
                raise DataError(
                    f"{data} is not a data set: a folder made by `python -m data_tools build` is needed."
                    if folder.exists()
                    else f"{data} does not exist: make a data set with `python -m data_tools build`."
                )
        else:
            from train.reach import require_hub

            require_hub(f"The data set {data}", "Give a folder made by `python -m data_tools build`.")
        return datasets.load_dataset(data)
    except (datasets.exceptions.DatasetsError, OSError, ValueError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{data} cannot be read as a data set: {first}") from error


def split_name(data: str, parts, wanted: str) -> str:
    """The name under which a data set keeps the split `train`, `validation` or `unlabelled`."""
    names = VALIDATION if wanted == "validation" else (wanted,)
    for name in names:
        if name in parts and len(parts[name]):
            return name
    hint = " Split it with `python -m data_tools build`." if wanted == "validation" else ""
    raise DataError(f"{data} has no {wanted} split (it has: {', '.join(parts) or 'none'}).{hint}")


def columns(data: str, records) -> tuple[str, str]:
    import datasets

    kinds = records.features
    images = [name for name, kind in kinds.items() if isinstance(kind, datasets.Image)]
    labels = [name for name, kind in kinds.items() if isinstance(kind, datasets.ClassLabel)]
    if not images or not labels:
        raise DataError(
            f"{data} needs an image column and a column of named classes; it has: "
            + ", ".join(f"{name} ({type(kind).__name__})" for name, kind in kinds.items())
        )
    return ("image" if "image" in images else images[0]), ("label" if "label" in labels else labels[0])

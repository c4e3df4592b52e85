"""Types of command line values."""

import argparse
from pathlib import Path


def unit(text: str) -> float:
    """A number from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def share(text: str) -> float:
    """A share above 0 and below 1."""
    value = float(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a share between 0 and 1")
    return value


def weighted(text: str) -> tuple[str, float | None]:
    """`DATA` or `DATA=0.25` as the data set and its share of every epoch."""
    name, equals, number = text.rpartition("=")
    if not equals or Path(text).exists():
        return text, None
    try:
        return name, share(number)
    except (ValueError, argparse.ArgumentTypeError) as error:
        raise argparse.ArgumentTypeError(f"{text}: {number!r} is not a share between 0 and 1") from error

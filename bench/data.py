"""How fast and how large `data_tools build` is, beside `datasets`' own image folder on the same pictures.

The peer copies the files into a data set as they are. Ours also decodes each picture, rejects bad ones,
searches all pairs for near twins and splits by groups.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FACES = 150
PEER, READ, OURS = "datasets imagefolder", "reading and cleaning", "the whole build"


def main() -> int:
    """Prints pictures a second of each, the ratios, and peak memory at n and at 10 n pictures."""
    parser = argparse.ArgumentParser(prog="python -m bench.data", description=__doc__)
    parser.add_argument("--faces", type=int, default=FACES, help=f"n (default {FACES})")
    parser.add_argument("--measure", nargs=3, metavar=("WHO", "FOLDER", "OUT"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(*args.measure)))
        return 0
    from data_tools.sketch import write

    with tempfile.TemporaryDirectory() as place:
        few, many = Path(place, "few"), Path(place, "many")
        write(args.faces, few, seed=1, size=96)
        write(10 * args.faces, many, seed=2, size=96)
        found = {(who, folder): child(who, folder) for who in (PEER, READ, OURS) for folder in (few, many)}
    for who in (PEER, READ, OURS):
        small, large = found[who, few], found[who, many]
        growth = large["memory"] / small["memory"]
        each = 1000 * (large["memory"] - small["memory"]) / (9 * args.faces)
        print(
            f"{who:22} {large['speed']:7.0f} pictures/s, peak memory {small['memory']:.0f} MB at "
            f"{args.faces} and {large['memory']:.0f} MB at {10 * args.faces}: ratio {growth:.2f}, "
            f"{each:.0f} kB a picture more"
        )
    for who in (READ, OURS):
        ratio = found[PEER, many]["speed"] / found[who, many]["speed"]
        print(f"{who} takes {ratio:.1f} times as long as {PEER}")
    return 0


def child(who: str, folder: Path) -> dict:
    """Measures in a process of its own, so that peak memory is that of this one task."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "bench.data", "--measure", who, str(folder), str(Path(out, "set"))]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def measure(who: str, folder: str, out: str) -> dict:
    """Pictures a second without imports, and the peak memory of the process in MB, both in one process."""
    from datasets import load_dataset

    from data_tools.build import build
    from data_tools.clean import Rules
    from data_tools.parts import make_parts
    from data_tools.sources import open_sources

    count = sum(1 for _ in Path(folder).rglob("*.png"))
    start = time.perf_counter()
    if who == OURS:
        build([folder], Path(out), num_proc=1)
    elif who == READ:
        make_parts(open_sources([folder]), Path(out), Rules(), num_proc=1)
    else:
        (Path(folder) / "faces.csv").unlink(missing_ok=True)  # it would be taken for a table of its own
        load_dataset("imagefolder", data_dir=folder, cache_dir=f"{out}.cache").save_to_disk(out)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"speed": count / seconds, "memory": memory}


if __name__ == "__main__":
    sys.exit(main())

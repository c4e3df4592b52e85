"""python -m bench [NAME …]: runs the benches of this folder, all of them without a name."""

import pkgutil
import subprocess
import sys

import bench


def main(names: list[str]) -> int:
    """Runs each bench in a process of its own, so that none warms or fills the memory of the next."""
    known = sorted(
        module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "__main__"
    )
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"error: no bench {', '.join(unknown)}: there are {', '.join(known)}.", file=sys.stderr)
        return 2
    worst = 0
    for name in names or known:
        print(f"== {name}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"bench.{name}"]).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""python -m train model: every step from the labelled faces to the shipped model, in order."""

import json
import shutil
from argparse import ArgumentParser, Namespace
from pathlib import Path

from moods.errors import DataError, ModelError
from moods.hub import DEFAULT
from train.load import read_run
from train.options import add_arguments as add_fit_arguments
from train.pages.letters import fonts

SHARED = "../shared/data"
SHIPPED = (
    *("config.json", "preprocessor_config.json", "processor_config.json"),
    *("model.safetensors", "model.onnx", "metrics.json"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """Where the material lies; docs/model.md tells how to rebuild it elsewhere."""
    parser.add_argument("--faces", default=f"{SHARED}/faces.parquet", metavar="SOURCE",
                        help="labelled faces, any source of data_tools build")  # fmt: skip
    parser.add_argument("--noisy", default=f"{SHARED}/noisy.parquet", metavar="SOURCE",
                        help="more faces, whose labels (column `tag`) are mostly right")  # fmt: skip
    parser.add_argument("--init", default=f"{SHARED}/init/mobilenetv2_100.safetensors", metavar="FILE",
                        help="the pretrained start; `hub` takes timm's own from the Hub")  # fmt: skip
    parser.add_argument("--work", default="out/model", metavar="DIR", help="data sets and runs of the steps")
    parser.add_argument("--out", default=str(DEFAULT), metavar="FOLDER", help="where the model is put")
    parser.add_argument(
        "--drawn", type=int, default=10_000, help="faces drawn to train on beside the real ones"
    )
    parser.add_argument("--epochs", type=int, nargs=6, default=(20, 10, 6, 10, 10, 8),
                        help="of the six rounds")  # fmt: skip


# What all trainings share: unsure labels softened, averaged weights, chosen on certain validation faces.
FIT = ("--backbone", "mobilenetv2_100", "--weight-decay", "0.05", "--drop-rate", "0.2", "--ema", "0.998",
       "--soft-labels", "0.65", "--strength", "0.85", "--best-by", "sure_macro_f1", "--seed", "0",
       "--bf16")  # fmt: skip


SCENES = 2400  # pictures without a face
VOTES, TEST_VOTES = "data_tools/votes.csv", "data_tools/test_votes.csv"


def steps(options: Namespace) -> list[tuple[str, list[str]]]:
    """(package, arguments) of each command, as one would type them; a finished one is not run again."""
    work = Path(options.work)
    faces, noisy, pictures, drawn = (str(work / name) for name in ("faces", "noisy", "pictures", "drawn"))
    runs = [str(work / name) for name in ("first", "second", "third", "fourth", "fifth", "shipped")]
    first, second, third, fourth, fifth, shipped = runs
    taught = [f"{run}/export" for run in runs]

    def fit(run: int, share: float, *words: str) -> tuple[str, list[str]]:
        return "train", ["fit", faces, f"{drawn}={share}", "--out", runs[run], *words,
                         "--epochs", str(options.epochs[run]), *FIT]  # fmt: skip

    def student(run: int, teachers: list[str], *words: str) -> tuple[str, list[str]]:
        """Starts from its first teacher, sees every face twice, and is told what the teachers think."""
        return fit(run, 0.22, "--init", teachers[0], "--distil", *teachers, "--hints", noisy,
                   "--scenes", str(SCENES), "--batch", "32", "--lr", "6e-4",
                   "--label-smoothing", "0.02", *words)  # fmt: skip

    def exported(run: str, *words: str) -> tuple[str, list[str]]:
        return "train", ["export", run, "--calibrate-on", "sure", *words]

    surer = ["--size", "129", "--surer", "2", "--balanced", "0.6"]
    paired, closer = ["--agree", "2", "--clean", "0.2"], ["--agree", "3", "--clean", "0.25"]
    start = [] if options.init == "hub" else ["--init", options.init, "--mean", "0.5", "--std", "0.5"]
    return [
        ("data_tools", ["build", options.faces, "--out", faces]),
        ("data_tools", ["build", options.noisy, "--label-column", "tag", "--keep-labels",
                        "--away-from", faces, "--split", "1", "0", "0", "--out", noisy]),
        ("data_tools", ["draw", str(options.drawn), "--size", "192", "--out", pictures]),
        ("data_tools", ["build", f"drawn:{pictures}", "--split", "1", "0", "0", "--out", drawn]),
        fit(0, 0.25, *start, "--size", "112", "--batch", "64", "--lr", "1e-3",
            "--label-smoothing", "0.03", "--balanced", "0.5"),
        exported(first),
        student(1, taught[:1], "--size", "113", "--distil-share", "0.4", "--agree", "0.5",
                "--balanced", "0.5"),
        exported(second, "--blend", f"{taught[0]}=0.2"),
        student(2, taught[1:2], "--size", "129", "--distil-share", "0.5", "--agree", "1",
                "--balanced", "0.6"),
        exported(third, "--blend", f"{taught[1]}=0.2"),
        student(3, [taught[2], taught[1]], "--distil-share", "0.5", *surer, *paired),
        exported(fourth, "--blend", f"{taught[2]}=0.4", "--shift"),
        student(4, [taught[3], taught[2]], "--distil-share", "0.4", "--votes", VOTES, *surer, *paired),
        exported(fifth, "--shift"),
        student(5, [taught[4], taught[3]], "--distil-share", "0.4", "--votes", VOTES, *surer, *closer),
        exported(shipped, "--blend", f"{taught[4]}=0.3", "--shift"),
        ("train", ["evaluate", shipped, faces, "--split", "test", "--votes", TEST_VOTES]),
    ]  # fmt: skip


def run(options: Namespace) -> int:
    """Runs what is not done yet, then puts the exported files in place."""
    for needed in (options.faces, options.noisy, options.init):
        if needed.startswith(SHARED) and not Path(needed).exists():
            raise DataError(
                f"{needed} is not here: docs/model.md tells how to rebuild it, then give its place."
            )
    fonts()  # the second round needs one, an hour from now
    for package, arguments in steps(options):
        print(f"\npython -m {package} {' '.join(arguments)}", flush=True)
        if done(arguments):
            print("done before")
            continue
        if command(package)(resumed(arguments)):
            raise ModelError(f"This step failed: python -m {package} {' '.join(arguments)}")
    install(Path(options.work) / "shipped" / "export", Path(options.out))
    return 0


def command(package: str):
    """The entry point of a package's command line."""
    if package == "train":
        from train.__main__ import main
    else:
        from data_tools.__main__ import main
    return main


def done(arguments: list[str]) -> bool:
    """Whether a build left a data set of all its sources, or a fit a finished run with these options."""
    if arguments[0] == "build":
        report = _told(arguments) / "report.json"
        return report.is_file() and not json.loads(report.read_text("utf-8"))["lost_sources"]
    if arguments[0] != "fit":
        return False
    run = _told(arguments)
    record = read_run(run) if (run / "run.json").is_file() else {}
    if not record.get("finished"):
        return False
    parser = ArgumentParser()
    add_fit_arguments(parser)
    asked = vars(parser.parse_args(arguments[1:]))
    for name, value in record["options"].items():
        if asked.get(name) != value:
            raise DataError(
                f"{run} was trained with {name.replace('_', '-')} = {value}, not {asked.get(name)}: "
                "remove it, or choose another --work."
            )
    return True


def _told(arguments: list[str]) -> Path:
    return Path(arguments[arguments.index("--out") + 1])


def resumed(arguments: list[str]) -> list[str]:
    """A fit that was interrupted goes on where it stopped; it refuses other options by itself."""
    begun = arguments[0] == "fit" and any(_told(arguments).glob("checkpoint-*"))
    return [*arguments, "--resume"] if begun else arguments


def install(exported: Path, out: Path) -> None:
    """Copies the files of the model over the shipped ones and writes their card; the face finder stays."""
    from train.publish import gather

    out.mkdir(parents=True, exist_ok=True)
    for name in SHIPPED:
        shutil.copyfile(exported / name, out / name)
    (out / "README.md").write_bytes(gather(out, "owner/name")["README.md"])
    print(f"{out} holds the new model.")

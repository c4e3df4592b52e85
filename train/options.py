"""Options of `python -m train fit`."""

import argparse

from train.optional import share, unit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything a run can be told; all of it is kept in RUN/run.json."""
    parser.add_argument(
        "data",
        nargs="*",
        metavar="DATA[=SHARE]",
        help="data set: a folder made by data_tools, or a Hub name. The first one has the "
        "validation split. With =0.25 a quarter of every epoch is drawn from it",
    )
    parser.add_argument("--out", required=True, metavar="RUN", help="folder of the run")
    parser.add_argument("--resume", action="store_true", help="go on with RUN where it stopped, same options")
    _model(parser.add_argument_group("model"))
    _learning(parser.add_argument_group("learning"))
    _labels(parser.add_argument_group("labels"))
    _pictures(parser.add_argument_group("pictures"))
    _machine(parser.add_argument_group("machine"))


def _model(group) -> None:
    group.add_argument(
        "--backbone",
        default="mobilenetv2_100",
        metavar="NAME",
        help="any timm model, hf-hub:…, or a transformers ViT",
    )
    group.add_argument("--init", metavar="FILE|RUN", help="start from local safetensors, a run or an export")
    group.add_argument("--from-scratch", action="store_true", help="start from no weights at all")
    group.add_argument("--size", type=int, help="side of the model's input in pixels (112; a ViT's own)")
    group.add_argument(
        "--rgb", action="store_true", help="keep three colour channels (only without ink augmentation)"
    )
    group.add_argument(
        "--mean", type=float, help="grey mean (0 to 1) of the weights' pixels, if not the backbone's"
    )
    group.add_argument("--std", type=float, help="grey spread (0 to 1) likewise")
    group.add_argument(
        "--even",
        type=unit,
        nargs="?",
        const=0.3,
        metavar="SHARE",
        help="make every kernel the same from left and from right within this share of the training (0.3): "
        "a mirrored face gets the same answer",
    )
    group.add_argument("--drop-rate", type=unit, default=0.0, help="dropout before the last layer")
    group.add_argument("--drop-path", type=unit, default=0.0, help="stochastic depth")


def _learning(group) -> None:
    group.add_argument("--epochs", type=int, default=20)
    group.add_argument("--batch", type=int, default=64, help="faces a step, over all processes")
    group.add_argument("--lr", type=float, default=1e-3)
    group.add_argument("--weight-decay", type=float, default=0.02)
    group.add_argument("--warmup", type=unit, default=0.1, help="share of the steps")
    group.add_argument("--freeze", action="store_true", help="linear probe: only the last layer learns")
    group.add_argument(
        "--unfreeze-after",
        type=int,
        metavar="EPOCHS",
        help="last layer alone for so many epochs, then one more stage each epoch",
    )
    group.add_argument(
        "--ema", type=unit, nargs="?", const=0.998, metavar="DECAY", help="average the weights (0.998)"
    )
    group.add_argument("--patience", type=int, help="stop after so many epochs without a better score")
    group.add_argument(
        "--best-by",
        choices=("macro_f1", "sure_macro_f1", "accuracy", "loss"),
        default="macro_f1",
        help="the validation score to choose by",
    )
    group.add_argument(
        "--agree",
        type=float,
        default=0.0,
        metavar="WEIGHT",
        help="show every face of a batch twice, changed differently or mirrored; weigh how far readings part",
    )


def _labels(group) -> None:
    group.add_argument(
        "--balanced",
        type=unit,
        nargs="?",
        const=0.5,
        default=0.0,
        metavar="POWER",
        help="draw rare moods more often: 1 makes all equal (0.5)",
    )
    group.add_argument(
        "--surer",
        type=float,
        default=1.0,
        metavar="TIMES",
        help="draw faces labelled with certainty so many times as often as the others",
    )
    group.add_argument(
        "--class-weights",
        type=unit,
        nargs="?",
        const=1.0,
        metavar="POWER",
        help="weigh rare moods more in the loss (1)",
    )
    group.add_argument("--label-smoothing", type=unit, default=0.0)
    group.add_argument(
        "--soft-labels",
        type=share,
        nargs="?",
        const=0.7,
        metavar="SHARE",
        help="an unsure face is taught so much of its label (0.7), the rest of its neighbours",
    )
    group.add_argument(
        "--votes",
        metavar="CSV",
        help="what further looks at training faces saw: columns sha256 and votes (`sad/neutral crying`)",
    )
    group.add_argument(
        "--distil",
        nargs="+",
        default=[],
        metavar="RUN|FOLDER",
        help="teachers, runs or exported folders, whose mean opinion of the unchanged faces is learned too",
    )
    group.add_argument(
        "--distil-share",
        type=unit,
        default=0.7,
        help="the teachers' share of what an unsure face is taught; half of it where the label is certain",
    )
    group.add_argument(
        "--hints",
        nargs="+",
        default=[],
        metavar="DATA",
        help="data sets whose labels, in any words, are mostly right: they move the teachers' opinion",
    )
    group.add_argument(
        "--unlabelled", action="store_true", help="use the unlabelled splits too, by the teachers' opinion"
    )


def _pictures(group) -> None:
    group.add_argument("--augment", choices=("ink", "classic", "none"), default="ink")
    group.add_argument("--strength", type=float, default=1.0, help="of the ink augmentation")
    group.add_argument(
        "--clean",
        type=unit,
        default=0.0,
        metavar="SHARE",
        help="share of the faces that stay as they are, but for a mirror",
    )
    group.add_argument("--no-framing", action="store_true", help="never make the face small in the frame")
    group.add_argument(
        "--scenes",
        type=int,
        default=0,
        metavar="N",
        help="compose N pictures without a face, to surround small faces and to teach what is not clear",
    )
    group.add_argument(
        "--classic-looks",
        action="store_true",
        help="sharpen, contrast and gamma of the first project on all pictures",
    )
    group.add_argument("--mixup", type=float, default=0.0, metavar="ALPHA")
    group.add_argument("--cache-size", type=int, help="side in pixels of the decoded faces (128, or --size)")


def _machine(group) -> None:
    group.add_argument("--seed", type=int, default=0)
    group.add_argument("--num-threads", type=int, help="of the processor")
    group.add_argument("--workers", type=int, default=0, help="processes that prepare batches")
    group.add_argument("--cpu", action="store_true", help="leave a GPU alone")
    group.add_argument(
        "--bf16", action="store_true", help="bfloat16 arithmetic on a processor too: faster where it has it"
    )
    group.add_argument("--no-progress", action="store_true", help="no progress bar")

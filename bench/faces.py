"""A whole page, faces found and moods read, beside one ResNet-50 `transformers.pipeline` call.

Both look at the same page of 830 x 1170 pixels in the same process, in turns: first with one thread each, in
seconds of the processor, so that a busy machine does not decide; then on the clock, each as it comes, with
all cores. The peer's weights are random: that does not change its speed.
"""

import statistics
import sys
import time
from collections.abc import Callable

import torch
from PIL import Image
from transformers import ConvNextImageProcessor, ResNetConfig, ResNetForImageClassification, pipeline

from moods.errors import MoodError
from moods.reader import MoodReader, cores
from ui.picture import DRAWN

GOAL, SIZE = 1.5, (830, 1170)
CALLS, WARM = 15, 3
Clock = Callable[[], float]


def peer() -> Callable[[Image.Image], object]:
    """ResNet-50 with the preprocessing of its published checkpoints."""
    model = ResNetForImageClassification(ResNetConfig(num_labels=1000)).eval()
    processor = ConvNextImageProcessor(size={"shortest_edge": 224}, crop_pct=0.875)
    return pipeline("image-classification", model=model, image_processor=processor, device="cpu")


def seconds(call: Callable[[], object], clock: Clock) -> float:
    """How long one call takes."""
    start = clock()
    call()
    return clock() - start


def compare(name: str, clock: Clock, reader: MoodReader, classify: Callable, page: Image.Image) -> None:
    """Prints medians and their ratio, of calls in turns, so that a busy machine slows both."""
    pairs = [
        (seconds(lambda: reader.page(page), clock), seconds(lambda: classify(page), clock))
        for _ in range(WARM + CALLS)
    ][WARM:]
    ours, theirs = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"{name:24} page {ours:6.0f} ms, ResNet-50 {theirs:5.0f} ms: {ratio:.2f} times (goal {GOAL})")


def main() -> int:
    """Prints the figures."""
    page = Image.open(DRAWN / "page.png").convert("RGB").resize(SIZE)
    classify = peer()
    try:
        reader = MoodReader.load(threads=1)
        print(f"{len(reader.page(page))} faces on a page of {SIZE[0]} x {SIZE[1]} pixels, {cores()} cores")
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        compare("one thread each, work", time.process_time, reader, classify, page)
        torch.set_num_threads(threads)
        compare("as they come, clock", time.perf_counter, MoodReader.load(), classify, page)
    except MoodError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The figures that README quotes are those measured for the embedded model."""

import json
import re

import pytest

from moods.hub import DEFAULT

README = (DEFAULT.parents[1] / "README.md").read_text(encoding="utf-8")
FIGURES = json.loads((DEFAULT / "metrics.json").read_text())
ROWS = {
    "accuracy, eight moods": FIGURES["accuracy"],
    "macro F1, eight moods": FIGURES["macro_f1"],
    f"accuracy, seven moods, without neutral ({FIGURES['seven']['n']} faces)": FIGURES["seven"]["accuracy"],
    'answered (not "not clear")': {"value": FIGURES["clear"]["answered"]},
    "right when answered": FIGURES["clear"]["accuracy"],
    "right among the first two": FIGURES["top2"],
    "calibration error (ECE)": {"value": FIGURES["ece"]},
}


@pytest.mark.parametrize("name", ROWS)
def test_the_readme_quotes_what_was_measured(name):
    row = next(line for line in README.splitlines() if line.startswith(f"| {name} |"))
    told = [float(number) for number in re.findall(r"\d\.\d+", row.split("|", 2)[2])]
    measured = [ROWS[name][key] for key in ("value", "low", "high") if key in ROWS[name]]
    assert told == pytest.approx(measured, abs=0.0006)
    assert f"On {FIGURES['n']} real faces" in README

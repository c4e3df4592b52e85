"""The About tab: which model answers, how good it is, what it cannot do, what is stored."""

import json
from html import escape
from pathlib import Path
from typing import Any

from moods.hub import Weights
from moods.reader import MoodReader
from ui.texts import mood_html, spans

FIGURES = (
    ("accuracy", "Right", "正解率"),
    ("macro_f1", "Macro F1 (all moods count the same)", "マクロF1"),
    ("top2", "Right among the first two", "上位2位までの正解率"),
)
LIMITS = (
    ("It reads what is drawn, not what is meant: irony, masks and animals mislead it.",
     "描かれた表情だけを読みます。皮肉・仮面・動物は苦手です。"),
    ("Sad and neutral, shock and embarrassed, happy and pleased are close: people disagree on them too.",
     "悲しみと無表情、驚きと照れ、喜びと満足は人でも意見が分かれます。"),
    ("Below its threshold it says “not clear” instead of guessing.", "確信が低いときは「不明」と答えます。"),
    ("It is made for drawings. Do not judge real people with it.",
     "絵のためのものです。実在の人を判断するのに使わないでください。"),
)  # fmt: skip
PRIVACY = (
    "Nothing is kept. Uploads lie in a temporary folder for at most two hours and are then deleted; drawings "
    "and camera frames are read in memory. Only the feedback button, where the owner of this app has set a "
    "place for it, stores the picture and the mood that you send.",
    "何も保存しません。アップロードは一時フォルダに最長2時間置かれたあと削除され、絵やカメラの映像はメモリ内だけで"
    "読まれます。フィードバックのボタンを押したときだけ、画像と感情が保存されます。",
)


def about(reader: MoodReader, feedback: bool) -> str:
    """The whole tab as HTML."""
    moods = " ".join(f'<span class="chip">{mood_html(name)}</span>' for name in reader.moods)
    limits = "".join(f"<li>{spans(*limit)}</li>" for limit in LIMITS)
    kept = spans("Feedback is switched on.", "フィードバックは有効です。") if feedback else spans(
        "Feedback is switched off here.", "フィードバックは無効です。")  # fmt: skip
    return (
        f'<div class="about"><h2>{spans("The model", "モデル")}</h2>{model(reader)}<p>{moods}</p>'
        f"<h2>{spans('How good it is', '精度')}</h2>{figures(reader.classifier.folder)}"
        f"<h2>{spans('Limits', '限界')}</h2><ul>{limits}</ul>"
        f"<h2>{spans('Privacy', 'プライバシー')}</h2><p>{spans(*PRIVACY)} {kept}</p></div>"
    )


def model(reader: MoodReader) -> str:
    """Where the weights came from, at which commit, and why when it is not what was asked for."""
    weights = reader.weights
    share = f"{reader.classifier.threshold:.0%}"
    clear = spans(f"A mood is named from {share} on.", f"{share}以上で感情を答えます。")
    finder = ""
    if reader.finder_weights:
        finder = f"<p>{spans('Faces are found by', '顔検出')}: {origin(reader.finder_weights)}</p>"
        finder += note(reader.finder_weights)
    return f'<p id="model">{origin(weights)}</p>{note(weights)}{finder}<p>{clear}</p>'


def origin(weights: Weights) -> str:
    """The repository and its commit; of a folder only its name: where it lies is nobody else's business."""
    if weights.source == "embedded":
        return spans("The embedded model that came with this app", "このアプリに内蔵のモデル")
    if weights.revision:
        return f"<code>{escape(weights.source)}</code> @ <code>{escape(weights.revision[:12])}</code>"
    return f"<code>{escape(weights.folder.resolve().name)}</code>"


def note(weights: Weights) -> str:
    """What was unusual when they were fetched."""
    return f'<p class="note">{escape(weights.note)}</p>' if weights.note else ""


def figures(folder: Path) -> str:
    """The figures of metrics.json with their intervals, or that there are none."""
    try:
        metrics = json.loads((folder / "metrics.json").read_text("utf-8"))
    except (OSError, ValueError):
        return f"<p>{spans('This model came without measured figures.', '測定値は付いていません。')}</p>"
    rows = "".join(
        row(spans(english, japanese), metrics[key]) for key, english, japanese in FIGURES if key in metrics
    )
    count = metrics.get("n", "?")
    told = spans(
        f"On {count} faces kept out of training. 95% intervals in brackets.",
        f"学習に使っていない{count}個の顔での値。括弧内は95％区間。",
    )
    return f"<p>{told}</p><dl>{rows}</dl>{by_mood(metrics.get('per_class', {}))}"


def by_mood(classes: dict[str, dict]) -> str:
    """The table of precision and recall of each mood."""
    if not classes:
        return ""
    names = (("Mood", "感情"), ("Precision", "適合率"), ("Recall", "再現率"), ("Faces", "顔"))
    head = "".join(f"<th>{spans(*name)}</th>" for name in names)
    rows = "".join(
        f"<tr><td>{mood_html(name)}</td><td>{part['precision']:.2f}</td><td>{part['recall']:.2f}</td>"
        f"<td>{part['n']}</td></tr>"
        for name, part in classes.items()
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def row(name: str, figure: Any) -> str:
    """One figure with its interval."""
    if not isinstance(figure, dict):
        return f"<dt>{name}</dt><dd>{float(figure):.3f}</dd>"
    return f"<dt>{name}</dt><dd>{figure['value']:.3f} ({figure['low']:.3f}–{figure['high']:.3f})</dd>"

"""Every sentence on the screen, in English and Japanese."""

from html import escape

from moods.labels import CATALOGUE

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Manga Mood", "マンガムード"),
    "lead": (
        "Draw a face, or bring a panel, a page or a chapter: see which mood a reader would see.",
        "顔を描くか、コマ・ページ・一話を読み込むと、読者に伝わる感情がわかります。",
    ),
    "language": ("Language", "言語"),
    # draw
    "tab.draw": ("Draw", "描く"),
    "aim": ("Aim for a mood", "目指す感情"),
    "aim.none": ("no aim", "なし"),
    "aim.none.text": (
        "Choose a mood to aim for: you get two or three things that manga draws for it.",
        "目指す感情を選ぶと、マンガでの描き方のコツが出ます。",
    ),
    "show": ("Show me", "お手本"),
    "heat.draw": ("Show which strokes carry the mood", "感情を伝えている線を表示"),
    "heat.empty": (
        "The strokes that carry the mood turn red here.",
        "感情を伝えている線がここに赤く表示されます。",
    ),
    "heat.told": (
        "Red: without these strokes the reading would change most.",
        "赤い線ほど、なくなると判定が変わります。",
    ),
    # picture
    "tab.picture": ("Picture", "画像"),
    "picture": ("Face, panel or page", "顔・コマ・ページ"),
    "reads.find": ("find the faces", "顔を探す"),
    "reads.whole": ("the whole picture is one face", "画像全体を一つの顔として読む"),
    "reads": ("How to read it", "読み方"),
    "ltr": ("Left to right (western order)", "左から右へ読む（洋書の順）"),
    "heat.picture": ("Show what carries the moods", "感情を伝えている部分を表示"),
    "heat.some": (
        "Only the first {count} faces show what carries their moods.",
        "感情を伝えている部分は、最初の{count}個の顔にだけ表示します。",
    ),
    "picture.empty": (
        "Nothing here yet. Drop a picture, paste it, take it with the camera, or press one of the examples.",
        "まだ何もありません。画像をドロップ・貼り付け・撮影するか、例を押してください。",
    ),
    "picture.none": (
        "No face was found in this picture. If it is one face, read the whole picture as one.",
        "この画像に顔が見つかりませんでした。一つの顔なら、画像全体を読めます。",
    ),
    "picture.nofinder": (
        "The face finder cannot be used here: read the whole picture as one face.",
        "顔検出が使えません。画像全体を一つの顔として読んでください。",
    ),
    "whole.press": ("Read the whole picture as one face", "画像全体を一つの顔として読む"),
    "examples": ("Examples, drawn by this project", "例（このプロジェクトが描いたもの）"),
    "live": ("Live camera", "ライブカメラ"),
    "live.told": (
        "Hold a page or a drawing to the camera. Frames are read and forgotten.",
        "ページや絵をカメラに向けてください。映像は保存されません。",
    ),
    "live.empty": (
        "Press “Record”: the faces and their moods appear here.",
        "「録画」を押すと、顔と感情がここに表示されます。",
    ),
    "download": ("Download", "ダウンロード"),
    "face": ("face", "顔"),
    "faces": ("faces", "個の顔"),
    # chapter
    "tab.chapter": ("Chapter", "一話"),
    "chapter": ("cbz, zip, pdf, or the pages as pictures", "cbz・zip・pdf、またはページ画像"),
    "chapter.read": ("Read the chapter", "一話を読む"),
    "cancel": ("Cancel", "中止"),
    "chapter.empty": (
        "Bring a chapter: every face of it is read, page by page.",
        "一話を選ぶと、全ページの顔を順に読みます。",
    ),
    "chapter.ready": (
        "Ready: press “Read the chapter”.",
        "「一話を読む」を押してください。",
    ),
    "chapter.nothing": ("Choose a chapter first.", "先にファイルを選んでください。"),
    "chapter.waiting": (
        "Waiting: another visitor's chapter may be read first.",
        "順番を待っています。先に他の人の一話を読んでいるかもしれません。",
    ),
    "chapter.broken": (
        "The reading ended early. Press “Read the chapter” to try again.",
        "途中で読めなくなりました。「一話を読む」をもう一度押してください。",
    ),
    "chapter.cancelled": ("Cancelled. Nothing was kept.", "中止しました。何も保存していません。"),
    "chapter.page": ("page", "ページ"),
    "chapter.of": ("of", "／"),
    "chapter.report": ("Report of the chapter", "一話のレポート"),
    "chapter.files": ("Report, table and timeline", "レポート・表・グラフ"),
    # feedback
    "feedback": ("Wrong? Tell what it should be", "違いますか？正しい感情を教えてください"),
    "feedback.mood": ("It should be", "正しくは"),
    "feedback.which": ("Which face (the number on it)", "どの顔（番号）"),
    "feedback.send": ("Send this picture and the mood", "この画像と感情を送る"),
    "feedback.told": (
        "Only when you press the button, the picture and the mood are stored to train the next model.",
        "ボタンを押したときだけ、画像と感情が次のモデルの学習用に保存されます。",
    ),
    "feedback.thanks": ("Thank you: stored for the next model.", "ありがとうございます。保存しました。"),
    "feedback.failed": (
        "The feedback could not be kept. Try again later.",
        "保存できませんでした。後でもう一度お試しください。",
    ),
    "feedback.nothing": ("There is no such picture or face to send.", "送る画像または顔がありません。"),
    "feedback.nomood": ("Choose the mood that it should be.", "正しい感情を選んでください。"),
    # about
    "tab.about": ("About", "説明"),
    # readings
    "unclear": ("not clear", "不明"),
    "unclear.told": (
        "No mood stands out. Between these it wavers:",
        "はっきりしません。次の間で迷っています：",
    ),
}

# The kinds of trouble that pictures make (`PictureError.reason`), for Japanese readers.
TROUBLES = {
    "unreadable": "読み込めませんでした。",
    "missing": "ファイルがありません。",
    "empty file": "ファイルが空です。",
    "not a picture": "画像として読めないファイルです。",
    "damaged": "ファイルが壊れています。",
    "too large": "画像が大きすぎます。",
    "too small": "画像が小さすぎます。",
    "extreme ratio": "画像が細長すぎます。",
    "blank": "何も描かれていません。",
}

CUES: dict[str, tuple[tuple[str, str], ...]] = {
    "angry": (
        ("Press the brows down into a V, close to the eyes.", "眉をV字に下げ、目に近づける。"),
        ("Narrow the eyes; cut their tops with a straight lid.", "目を細め、上まぶたを直線にする。"),
        ("Show clenched teeth or a crooked shout; add a vein mark.",
         "食いしばった歯や怒鳴り口、青筋を足す。"),
    ),
    "crying": (
        ("Let tears stream from both eyes, or well up at the lower lids.",
         "両目から涙を流す、または下まぶたに溜める。"),
        ("Raise the inner ends of the brows.", "眉の内側を上げる。"),
        ("Open the mouth into a wobbling wail, or press it into a wave.",
         "口を波打たせるか、大きく開けて泣かせる。"),
    ),
    "embarrassed": (
        ("Hatch a wide blush across both cheeks and the nose.", "両頬と鼻に斜線の赤らみを入れる。"),
        ("Turn the pupils aside, away from the reader.", "瞳をそらす。"),
        ("Draw a small wavy mouth; add a drop of sweat.", "小さな波線の口と汗を一滴。"),
    ),
    "happy": (
        ("Open the mouth into a wide D lying on its back.", "口を大きく半月形に開ける。"),
        ("Close the eyes into arcs that bulge upwards, or let them shine.",
         "目を上向きの弧で閉じるか、輝かせる。"),
        ("Lift the brows high and round.", "眉を高く丸く上げる。"),
    ),
    "neutral": (
        ("Keep the brows level and the mouth a short straight line.", "眉は水平、口は短い一本線。"),
        ("Leave out blush, sweat and every other sign.", "赤らみや汗などの記号を描かない。"),
    ),
    "pleased": (
        ("Keep the mouth closed, its ends turned up a little.", "口を閉じ、口角を少し上げる。"),
        ("Close the eyes into calm arcs, or lower the lids half.", "目を穏やかな弧で閉じるか、半分伏せる。"),
        ("Relax the brows.", "眉の力を抜く。"),
    ),
    "sad": (
        ("Raise the inner ends of the brows: a roof over the eyes.", "眉の内側を上げてハの字にする。"),
        ("Lower the gaze and the upper lids.", "視線と上まぶたを下げる。"),
        ("Turn the ends of a small mouth down. No tears: those say crying.",
         "小さな口の端を下げる。涙は描かない。"),
    ),
    "shock": (
        ("Open the eyes wide and shrink the pupils to dots.", "目を見開き、瞳を点にする。"),
        ("Drop the jaw: a tall open mouth.", "口を縦に大きく開ける。"),
        ("Add gloom lines over the forehead and sweat.", "額に縦線と汗を足す。"),
    ),
}  # fmt: skip


def say(key: str, language: str = "en") -> str:
    """One text in one language (`en` or `ja`), for Gradio's own labels."""
    return TEXTS[key][language == "ja"]


def both(key: str) -> str:
    """One text as HTML in both languages; the style sheet shows that of the page."""
    return spans(*TEXTS[key])


def spans(english: str, japanese: str) -> str:
    """HTML that holds two languages."""
    return f'<span lang="en">{escape(english)}</span><span lang="ja">{escape(japanese)}</span>'


def label(key: str) -> str:
    """One text for an attribute that only screen readers read: it cannot hold spans, so both follow."""
    return escape(" / ".join(TEXTS[key]))


def mood_label(name: str) -> str:
    """The same for a mood."""
    mood = CATALOGUE.get(name)
    return escape(f"{mood.name} / {mood.japanese}" if mood else name)


def mood_name(name: str, language: str = "en") -> str:
    """A mood with its emoji, in one language; a model's own words stay as they are."""
    mood = CATALOGUE.get(name)
    if mood is None:
        return name
    return f"{mood.emoji} {mood.japanese if language == 'ja' else mood.name}"


def mood_html(name: str) -> str:
    """A mood with its emoji as HTML in both languages."""
    mood = CATALOGUE.get(name)
    if mood is None:
        return escape(name)
    return f'<span aria-hidden="true">{mood.emoji}</span> {spans(mood.name, mood.japanese)}'

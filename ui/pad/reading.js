// The reading beside the sheet: rows keep their places in the page and glide to their rank.
const panel = element.querySelector(".reading"), headline = panel.querySelector(".told");
const rows = [...panel.querySelectorAll(".bars li")], aim = panel.querySelector(".aim");
const known = Object.fromEntries(props.moods.map(mood => [mood.name, mood]));
const percent = share => Math.round(share * 100) + "%";
function spans(place, english, japanese) {
  place.replaceChildren(...[["en", english], ["ja", japanese]].map(([language, text]) => {
    const span = document.createElement("span");
    span.lang = language;
    span.textContent = text;
    return span;
  }));
}
function head(value) {
  const [first, second] = value.moods.map(([name]) => known[name]);
  if (value.state === "blank") spans(headline, ...value.told);
  else if (value.state === "error") spans(headline, value.message, value.message);
  else if (value.state === "clear") spans(headline, `${first.name}, ${percent(value.moods[0][1])}`, `${first.japanese} ${percent(value.moods[0][1])}`);
  else spans(headline, `not clear: ${first.name} or ${second.name}?`, `不明：${first.japanese}か${second.japanese}？`);
  panel.querySelector(".face").textContent =
    value.state === "clear" ? first.emoji : { blank: "✏️", error: "⚠️", unclear: "🤔" }[value.state];
}
// On a phone the panel lies below the screen while drawing: its headline is repeated right below the sheet.
function repeat() {
  const live = document.querySelector("#sheet .live");
  if (live) live.replaceChildren(...(props.value.state === "blank" ? [] : [...panel.querySelector(".headline").cloneNode(true).childNodes]));
}
function show() {
  const value = props.value;
  if (!value) return;
  panel.dataset.state = value.state;
  head(value);
  repeat();
  const rank = Object.fromEntries(value.moods.map(([name, share], index) => [name, [index, share]]));
  for (const row of rows) {
    const [index, share] = rank[row.dataset.mood] || [rows.indexOf(row), 0];
    row.style.setProperty("--at", index);
    row.style.setProperty("--share", share);
    row.dataset.share = value.moods.length ? share : "";
    row.querySelector(".share").textContent = value.moods.length ? percent(share) : "";
  }
  aim.hidden = !value.aim;
  if (value.aim) {
    const share = (rank[value.aim] || [0, 0])[1], mood = known[value.aim];
    aim.style.setProperty("--share", share);
    aim.querySelector("[role=meter]").setAttribute("aria-valuenow", Math.round(100 * share));
    aim.style.setProperty("--colour", mood.colour);
    spans(aim.querySelector(".aimed"), `🎯 ${mood.name}`, `🎯 ${mood.japanese}`);
    aim.querySelector(".share").textContent = percent(share);
  }
  panel.dataset.ticket = value.ticket || 0;
}
watch("value", show);

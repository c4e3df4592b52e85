// The sheet: strokes are kept as points, so that undo is exact (of Clear, too); every stroke is sent while it grows.
const pad = element.querySelector(".pad"), canvas = pad.querySelector("canvas"), pen = canvas.getContext("2d");
const ghost = pad.querySelector(".ghost"), hint = pad.querySelector(".hint");
const EVERY = 120; // ms between two readings of a growing stroke
const CLEARED = Symbol("cleared"); // among the strokes done: what came before it is not on the sheet
let done = [], undone = [], current = null, size = 8, erase = false, sent = 0, ticket = 0;

function strokes() {
  return done.slice(done.lastIndexOf(CLEARED) + 1);
}

function trace(on, stroke) {
  on.globalCompositeOperation = stroke.erase ? "destination-out" : "source-over";
  on.lineWidth = stroke.size;
  on.lineCap = on.lineJoin = "round";
  on.strokeStyle = "#161311";
  const points = stroke.points;
  on.beginPath();
  on.moveTo(points[0][0], points[0][1]);
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i], [nextX, nextY] = points[i + 1];
    on.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  const last = points[points.length - 1];
  on.lineTo(last[0], last[1] + (points.length === 1 ? 0.01 : 0));
  on.stroke();
}
function redraw() {
  pen.clearRect(0, 0, canvas.width, canvas.height);
  for (const stroke of strokes()) trace(pen, stroke);
  if (current) trace(pen, current);
  hint.hidden = strokes().length > 0 || current !== null || !ghost.hidden;
}
function onPaper() {
  const sheet = document.createElement("canvas");
  sheet.width = canvas.width;
  sheet.height = canvas.height;
  const on = sheet.getContext("2d");
  on.fillStyle = "#fff";
  on.fillRect(0, 0, sheet.width, sheet.height);
  on.drawImage(canvas, 0, 0);
  return sheet;
}
function send() {
  sent = performance.now();
  const drawn = strokes().some(stroke => !stroke.erase) || (current && !current.erase);
  props.value = { drawing: drawn ? onPaper().toDataURL("image/png") : "", ticket: ++ticket };
  pad.dataset.ticket = ticket;
  trigger("input");
}
function place(event) {
  const box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
}
canvas.addEventListener("pointerdown", event => {
  if (event.button > 0 || current) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  canvas.focus({ preventScroll: true });
  current = { size, erase, points: [place(event)], pointer: event.pointerId };
  undone = [];
  redraw();
});
canvas.addEventListener("pointermove", event => {
  if (!current || event.pointerId !== current.pointer) return;
  const steps = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
  for (const step of steps.length ? steps : [event]) current.points.push(place(step));
  redraw();
  if (performance.now() - sent > EVERY) send();
});
function finish(event) {
  if (!current || event.pointerId !== current.pointer) return;
  done.push(current);
  current = null;
  redraw();
  send();
}
canvas.addEventListener("pointerup", finish);
canvas.addEventListener("pointercancel", finish);

const acts = {
  undo() { if (done.length) undone.push(done.pop()); },
  redo() { if (undone.length) done.push(undone.pop()); },
  clear() {
    ghost.hidden = true;
    if (!strokes().length) return;
    done.push(CLEARED);
    undone = [];
  },
};
function act(name) {
  if (name === "save") return save();
  acts[name]();
  redraw();
  send();
}
for (const button of pad.querySelectorAll("[data-act]")) button.addEventListener("click", () => act(button.dataset.act));
const pens = [...pad.querySelectorAll("[role=radio]")];
function choose(button) {
  size = Number(button.dataset.size);
  erase = "erase" in button.dataset;
  for (const one of pens) {
    one.setAttribute("aria-checked", one === button);
    one.tabIndex = one === button ? 0 : -1;
  }
}
pens.forEach((button, index) => {
  button.addEventListener("click", () => choose(button));
  button.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = pens[(index + step + pens.length) % pens.length];
    choose(next);
    next.focus();
  });
});
choose(pens[1]);
canvas.addEventListener("keydown", event => {
  if (!(event.ctrlKey || event.metaKey) || !"zy".includes(event.key.toLowerCase())) return;
  event.preventDefault();
  act(event.key.toLowerCase() === "y" || event.shiftKey ? "redo" : "undo");
});

// The drawing with its reading below, as one picture. The reading is the one that is on the screen.
function save() {
  const rows = [...document.querySelectorAll("#reading [data-mood]")].filter(row => row.dataset.share)
    .sort((a, b) => b.dataset.share - a.dataset.share).slice(0, 3);
  const sheet = document.createElement("canvas");
  sheet.width = canvas.width;
  sheet.height = canvas.height + 40 + rows.length * 44;
  const on = sheet.getContext("2d");
  on.fillStyle = "#fbf8f1";
  on.fillRect(0, 0, sheet.width, sheet.height);
  on.drawImage(onPaper(), 0, 0);
  on.font = "26px 'Noto Sans', 'Noto Sans CJK JP', 'Noto Color Emoji', sans-serif";
  rows.forEach((row, index) => {
    const y = canvas.height + 50 + index * 44, share = Number(row.dataset.share);
    on.fillStyle = row.dataset.colour;
    on.fillRect(260, y - 22, Math.max(2, 280 * share), 24);
    on.fillStyle = "#211d1a";
    on.fillText(row.querySelector(".name").innerText, 24, y); // in the language that shows
    on.fillText(Math.round(share * 100) + "%", 556, y);
  });
  const link = document.createElement("a");
  link.download = "manga-mood.png";
  link.href = sheet.toDataURL("image/png");
  link.click();
}
watch("ghost", () => {
  ghost.hidden = !props.ghost;
  if (props.ghost) ghost.src = props.ghost.split("#")[0];
  redraw();
});
redraw();

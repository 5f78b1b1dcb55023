// Moving sessions on the board by pointer and by keys, and news of colleagues' changes. Without this file the board is read, and a session is moved by its link.
// Nothing here changes anything: a drop leads to the page that shows what the move would do.

const body = document.getElementById('board');
const said = document.querySelector('[data-say]');
const minutes = 15;
const narrow = matchMedia('(max-width: 40em)');
const days = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

const board = () => body.querySelector('[data-board]');
// A day in a narrow window has no line of hours to move anything along: its sessions are moved by their links.
const isListed = () => narrow.matches && board().classList.contains('board--day');
const numberOf = (element, letter) => Number([...element.classList].find(name => new RegExp(`^${letter}-\\d+$`).test(name))?.slice(2));
const clock = total => `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
const inWords = total => { const hour = Math.floor(total / 60) % 24; return `${hour % 12 || 12}:${String(total % 60).padStart(2, '0')}${hour < 12 ? 'am' : 'pm'}`; };

function say(words, isQuiet = false) {
  said.classList.toggle('is-quiet', isQuiet);
  said.textContent = words;
}

// ---- One session on its way: where it was, and where it would go ----

let move = null;

class Move {
  constructor(block, stretch) {
    const cell = block.closest('[data-day]');
    this.block = block;
    this.stretch = stretch;
    this.cells = [...board().querySelectorAll('[data-row]')].map(row => [...row.querySelectorAll('[data-day]')]);
    this.row = this.cells.findIndex(cells => cells.includes(cell));
    this.day = this.cells[this.row].indexOf(cell);
    this.start = numberOf(block, 's');
    this.end = numberOf(block, 'e');
    this.was = { row: this.row, day: this.day, start: this.start, end: this.end };
    this.quarters = Number(board().dataset.quarters);
    this.ghost = document.createElement('div');
    this.ghost.append(document.createElement('span'));
    block.classList.add('is-moved');
    board().classList.add('is-moving');
    this.show();
  }

  get cell() { return this.cells[this.row][this.day]; }
  get isElsewhere() { return ['row', 'day', 'start', 'end'].some(each => this[each] !== this.was[each]); }
  minute(line) { return Number(board().dataset.firstMinute) + (line - 1) * minutes; }

  // Keeps its length within the hours shown.
  to(row, day, start) {
    const length = this.end - this.start;
    this.row = Math.max(0, Math.min(row, this.cells.length - 1));
    // The row of what has no bay or nobody is no place to go to.
    if (!this.cells[this.row][0].parentElement.dataset.row && this.row !== this.was.row) this.row = Math.min(this.row + 1, this.cells.length - 1);
    this.day = Math.max(0, Math.min(day, this.cells[this.row].length - 1));
    this.start = Math.max(1, Math.min(start, this.quarters + 1 - length));
    this.end = this.start + length;
    this.show();
  }

  endAt(end) {
    this.end = Math.max(this.start + 1, Math.min(end, this.quarters + 1));
    this.show();
  }

  get words() {
    const row = this.cell.parentElement, at = `${days.format(new Date(`${this.cell.dataset.day}T00:00Z`))}, ${inWords(this.minute(this.start))} to ${inWords(this.minute(this.end))}`;
    return this.row === this.was.row ? at : `${at}, ${row.dataset.name}`;
  }

  show() {
    this.ghost.className = `board__ghost s-${this.start} e-${this.end}`;
    this.ghost.firstChild.textContent = `${inWords(this.minute(this.start))}–${inWords(this.minute(this.end))}`;
    if (this.ghost.parentElement !== this.cell) this.cell.append(this.ghost);
    const words = `${this.words}.${this.cell.classList.contains('is-shut') ? ' The centre is shut then.' : ''}`;
    if (said.textContent !== words) say(words);
  }

  get address() {
    const asked = new URLSearchParams({ day: this.cell.dataset.day, startsAt: clock(this.minute(this.start)), endsAt: clock(this.minute(this.end)) });
    const [from, to] = [this.was.row, this.row].map(row => this.cells[row][0].parentElement.dataset.row);
    if (to !== from) {
      if (from) asked.set('from', from);
      asked.set('to', to);
    }
    asked.set('look', 'true');
    return `/sessions/${this.block.dataset.session}/move?${asked}`;
  }

  end_(words = '') {
    this.ghost.remove();
    this.block.classList.remove('is-moved');
    board().classList.remove('is-moving');
    move = null;
    say(words, true);
    if (waiting) refresh();
  }

  drop() {
    const { address, isElsewhere } = this;
    this.end_(isElsewhere ? '' : 'It stays where it was.');
    if (isElsewhere) location.assign(address);
  }
}

// ---- By pointer: mouse, pen or finger ----

let drag = null;

body.addEventListener('pointerdown', event => {
  const block = event.target.closest('[data-move]');
  if (!block || event.button !== 0 || move || isListed() || event.target.closest('.board__move')) return;
  const stretch = Boolean(event.target.closest('.board__edge'));
  // A finger that moves scrolls; it moves a session after it has rested on it.
  const rest = event.pointerType === 'touch' && !stretch;
  drag = { block, stretch, id: event.pointerId, x: event.clientX, y: event.clientY, lastX: event.clientX, lastY: event.clientY, ready: !rest };
  if (rest) drag.timer = setTimeout(() => { if (drag) { drag.ready = true; begin(); } }, 400);
});

function begin() {
  const { block, stretch } = drag;
  move = new Move(block, stretch);
  // Where it was taken hold of, so that it does not jump to the pointer.
  drag.grip = quarterAt(move.cell, drag.x) - (stretch ? move.end : move.start);
  board().setPointerCapture(drag.id);
}

// In quarter hours from the left of a day, with a fraction.
const quarterAt = (cell, x) => (x - cell.getBoundingClientRect().left - cell.clientLeft) / (cell.clientWidth / move.quarters);

addEventListener('pointermove', event => {
  if (!drag || event.pointerId !== drag.id) return;
  const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
  if (!drag.ready) { if (far > 10) { clearTimeout(drag.timer); drag = null; } return; }
  if (!move) { if (far < 5) return; begin(); }
  event.preventDefault();
  scrollNear(event);
  const cell = document.elementsFromPoint(event.clientX, event.clientY).find(each => each.matches?.('[data-day]'));
  if (!cell && !move.stretch) return;
  const line = Math.round(quarterAt(move.stretch ? move.cell : cell, event.clientX) - drag.grip);
  if (move.stretch) { move.endAt(line); return; }
  const row = move.cells.findIndex(cells => cells.includes(cell));
  if (row >= 0) move.to(row, move.cells[row].indexOf(cell), line);
}, { passive: false });

function scrollNear({ clientX, clientY }) {
  const pane = board(), box = pane.getBoundingClientRect(), near = 36, step = 14;
  pane.scrollBy(clientX > box.right - near ? step : clientX < box.left + near ? -step : 0, clientY > box.bottom - near ? step : clientY < box.top + near * 2 ? -step : 0);
}

function letGo(event, isDropped) {
  if (!drag || event.pointerId !== drag.id) return;
  clearTimeout(drag.timer);
  drag = null;
  if (!move) return;
  // The click that follows a drag is not one on the link.
  const stop = click => { click.preventDefault(); click.stopPropagation(); };
  addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', stop, { capture: true }), 0);
  if (isDropped) move.drop(); else move.end_('It stays where it was.');
}
addEventListener('pointerup', event => letGo(event, true));
addEventListener('pointercancel', event => letGo(event, false));
body.addEventListener('touchmove', event => { if (move) event.preventDefault(); }, { passive: false });
// Links and pictures have a drag of their own.
body.addEventListener('dragstart', event => { if (event.target.closest('[data-move]')) event.preventDefault(); });
body.addEventListener('contextmenu', event => { if (move) event.preventDefault(); });

// ---- By keys ----

const steps = {
  ArrowLeft: each => each.to(each.row, each.day, each.start - 1), ArrowRight: each => each.to(each.row, each.day, each.start + 1),
  ArrowUp: each => each.to(each.row - 1, each.day, each.start), ArrowDown: each => each.to(each.row + 1, each.day, each.start),
  PageUp: each => each.to(each.row, each.day - 1, each.start), PageDown: each => each.to(each.row, each.day + 1, each.start),
};

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    if (move) { if (drag) { clearTimeout(drag.timer); drag = null; } move.end_('It stays where it was.'); event.preventDefault(); }
    else board()?.classList.add('is-plain');   // takes the note beside a block away until another one is gone to
    return;
  }
  if (!move) {
    const block = event.target.closest?.('[data-move]');
    if (block && !isListed() && event.key.toLowerCase() === 'm' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      move = new Move(block, false);
      say(`Moving: ${move.words}. Arrow keys move it, Enter shows what that would do, Escape leaves it.`);
      event.preventDefault();
    }
    return;
  }
  if (drag) return;
  if (event.key === 'Enter') move.drop();
  else if (event.shiftKey && event.key === 'ArrowLeft') move.endAt(move.end - 1);
  else if (event.shiftKey && event.key === 'ArrowRight') move.endAt(move.end + 1);
  else if (steps[event.key]) steps[event.key](move);
  else if (event.key === 'Tab') { move.end_('It stays where it was.'); return; }
  else return;
  move?.ghost.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  event.preventDefault();
}, true);

body.addEventListener('focusin', () => board()?.classList.remove('is-plain'));
body.addEventListener('pointerover', event => { if (event.target.closest('.board__block')) board()?.classList.remove('is-plain'); });

// ---- What colleagues change ----

let waiting = false, asking = false;
const marks = () => new Map([...body.querySelectorAll('[data-key]')].map(block => [block.dataset.key, `${block.className} ${block.closest('[data-day]').dataset.day} ${block.textContent}`]));

// Brings the board in anew and keeps where the reader is: what had the focus, and how far it was scrolled. Never under somebody's hand.
async function refresh() {
  if (move || drag || asking) { waiting = true; return; }
  waiting = false;
  asking = true;
  try {
    const address = new URL(body.dataset.live, location.href);
    address.searchParams.set('live', body.querySelector('[data-version]')?.dataset.version ?? '');
    const answer = await fetch(address, { headers: { Accept: 'text/html' }, redirect: 'error' });
    if (!answer.ok || answer.status === 204) return;   // nothing that is shown here has changed
    const text = await answer.text();
    if (move || drag) { waiting = true; return; }
    swap(text);
  } catch {
    // The stream opens again when the network is back, and asks then.
  } finally {
    asking = false;
    if (waiting && !move && !drag) refresh();
  }
}

function swap(text) {
  const fresh = document.createRange().createContextualFragment(text);
  const pane = board(), kept = pane && [pane.scrollLeft, pane.scrollTop], before = marks();
  const held = body.contains(document.activeElement) ? document.activeElement : null;
  const [key, part] = [held?.closest('[data-key]')?.dataset.key, held?.className], address = held?.getAttribute('href'), isPane = held === pane;
  body.replaceChildren(fresh);
  ready();
  if (kept && board()) board().scrollTo(...kept);
  const again = isPane ? board() : key ? body.querySelector(`[data-key="${key}"] .${part}`) : address ? body.querySelector(`a[href="${CSS.escape(address)}"]`) : null;
  again?.focus({ preventScroll: true });
  const after = marks(), changed = [...after].filter(([each, mark]) => before.get(each) !== mark).map(([each]) => each), gone = [...before.keys()].filter(each => !after.has(each));
  for (const each of changed) body.querySelector(`[data-key="${each}"]`).classList.add('is-new');
  if (changed.length + gone.length > 0) say('The board has changed.', true);
}

function ready() {
  board()?.classList.add('is-live');
  tick();
}

// The line of the present goes on by itself, from what the centre's clock said.
const opened = performance.now();
let began = Number(board()?.dataset.now ?? 0);
function tick() {
  const pane = board();
  if (!pane) return;
  const line = Math.floor((began + (performance.now() - opened) / 60_000 - Number(pane.dataset.firstMinute)) / minutes) + 1;
  for (const each of pane.querySelectorAll('[data-now-line]')) {
    const shown = line >= 1 && line <= Number(pane.dataset.quarters);
    each.hidden = !shown;
    if (shown) each.className = `board__now s-${line}`;
  }
}
setInterval(tick, 60_000);

let stream = null;

function listen() {
  if (stream) return;
  stream = new EventSource(`/board/events?from=${body.dataset.from}&live=`);
  // At every opening, the first one too: something may have happened since the page was made, or while nothing came through.
  stream.addEventListener('open', refresh);
  stream.addEventListener('changed', refresh);
  stream.addEventListener('error', () => {
    if (stream?.readyState !== EventSource.CLOSED || document.querySelector('.board-off')) return;
    const off = document.createElement('p');
    off.className = 'board-off';
    off.setAttribute('role', 'status');
    off.textContent = 'Changes by colleagues are no longer shown as they happen. Load the page again.';
    body.before(off);
  });
}

function hush() {
  stream?.close();
  stream = null;
}

const choose = document.querySelector('[data-choose]');
// What is chosen is one press away in a narrow window and always there in a wide one.
function fit() { if (choose) choose.open = !narrow.matches; }
narrow.addEventListener('change', fit);
fit();

if (body?.dataset.narrow && narrow.matches) location.replace(body.dataset.narrow);
else if (body) {
  const keys = document.querySelector('[data-keys]');
  if (keys) keys.hidden = false;
  ready();
  listen();
  // A board nobody looks at hears nothing, and holds none of the few connections a browser has for one centre; looked at again, it asks.
  document.addEventListener('visibilitychange', () => { if (document.hidden) hush(); else listen(); });
  addEventListener('pagehide', hush);
  addEventListener('pageshow', event => { if (event.persisted) listen(); });
}

// Moving sessions on the board by pointer and by keys, and news of colleagues' changes. Without this file the board is read, and a session is moved by its link.
// Nothing here changes anything: a drop leads to the page that shows what the move would do.

const body = document.getElementById('board');
const said = document.querySelector('[data-say]');
const minutes = 15;
const narrow = matchMedia('(max-width: 40em)');
const days = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

const turns = document.querySelector('[data-turns]');

// The first is the one that is shown: while a session is taken to another week, the week it comes from stays behind it.
const board = () => body.firstElementChild?.querySelector('[data-board]');
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
    this.lay();
    this.row = this.cells.findIndex(cells => cells.includes(cell));
    this.day = this.cells[this.row].indexOf(cell);
    this.start = numberOf(block, 's');
    this.end = numberOf(block, 'e');
    this.was = this.at;
    this.ghost = document.createElement('div');
    this.ghost.append(document.createElement('span'));
    block.classList.add('is-moved');
    board().classList.add('is-moving');
    this.show();
  }

  // What the board that is shown has room for.
  lay() {
    const { quarters, firstMinute } = board().dataset;
    [this.quarters, this.first] = [Number(quarters), Number(firstMinute)];
    this.cells = [...board().querySelectorAll('[data-row]')].map(row => [...row.querySelectorAll('[data-day]')]);
  }

  get cell() { return this.cells[this.row][this.day]; }
  get at() { return { row: this.cell.parentElement.dataset.row, day: this.cell.dataset.day, start: this.minute(this.start), end: this.minute(this.end) }; }
  get isElsewhere() { const { at } = this; return Object.keys(at).some(each => at[each] !== this.was[each]); }
  minute(line) { return this.first + (line - 1) * minutes; }

  // Keeps its length within the hours shown.
  to(row, day, start) {
    const length = this.end - this.start;
    this.row = Math.max(0, Math.min(row, this.cells.length - 1));
    // The row of what has no bay or nobody is no place to go to.
    if (!this.cells[this.row][0].parentElement.dataset.row && this.was.row) this.row = Math.min(this.row + 1, this.cells.length - 1);
    this.day = Math.max(0, Math.min(day, this.cells[this.row].length - 1));
    this.start = Math.max(1, Math.min(start, this.quarters + 1 - length));
    this.end = this.start + length;
    this.show();
  }

  endAt(end) {
    this.end = Math.max(this.start + 1, Math.min(end, this.quarters + 1));
    this.show();
  }

  // Brings in the week (or day) after or before, under what is being moved; the one it comes from stays in the page unseen, since a finger may rest on it.
  async turn(by, day = this.day) {
    if (this.turning || this.stretch) return;
    this.turning = true;
    const from = new Date(`${this.from ?? body.dataset.from}T00:00Z`), { row, start } = this.at, length = this.end - this.start;
    from.setUTCDate(from.getUTCDate() + by * Number(body.dataset.step));
    const address = new URL(body.dataset.live, location.href);
    address.searchParams.set('from', from.toISOString().slice(0, 10));
    address.searchParams.set('live', '');
    try {
      const answer = await fetch(address, { headers: { Accept: 'text/html' }, redirect: 'error' });
      if (!answer.ok) throw new Error(answer.status);
      const fresh = document.createRange().createContextualFragment(await answer.text());
      if (move !== this) return;
      this.from = address.searchParams.get('from');
      this.ghost.remove();
      for (const old of body.children) old.hidden = true;
      body.prepend(fresh);
      ready();
      board().classList.add('is-moving');
      this.lay();
      this.start = (start - this.first) / minutes + 1;
      this.end = this.start + length;
      this.to(this.cells.findIndex(cells => cells[0].parentElement.dataset.row === row), day, this.start);
      this.ghost.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } catch {
      if (move === this) say(`That ${body.dataset.step === '1' ? 'day' : 'week'} could not be brought in. Try again in a moment.`);
    } finally {
      this.turning = false;
    }
  }

  get words() {
    const { row, day, start, end } = this.at, at = `${days.format(new Date(`${day}T00:00Z`))}, ${inWords(start)} to ${inWords(end)}`;
    return row === this.was.row ? at : `${at}, ${this.cell.parentElement.dataset.name}`;
  }

  show() {
    this.ghost.className = `board__ghost s-${this.start} e-${this.end}`;
    this.ghost.firstChild.textContent = `${inWords(this.minute(this.start))}–${inWords(this.minute(this.end))}`;
    if (this.ghost.parentElement !== this.cell) this.cell.append(this.ghost);
    const words = `${this.words}.${this.cell.classList.contains('is-shut') ? ' The centre is shut then.' : ''}`;
    if (said.textContent !== words) say(words);
  }

  get address() {
    const { row, day, start, end } = this.at, asked = new URLSearchParams({ day, startsAt: clock(start), endsAt: clock(end) });
    if (row !== this.was.row) {
      if (this.was.row) asked.set('from', this.was.row);
      asked.set('to', row);
    }
    asked.set('look', 'true');
    return `/sessions/${this.block.dataset.session}/move?${asked}`;
  }

  end_(words = '') {
    this.ghost.remove();
    this.block.classList.remove('is-moved');
    move = null;
    if (this.from) {
      const home = body.lastElementChild;
      home.hidden = false;
      body.replaceChildren(home);
      this.block.querySelector('.board__face').focus({ preventScroll: true });
    }
    board().classList.remove('is-moving');
    turns.hidden = true;
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

let drag = null, pulse = 0;

body.addEventListener('pointerdown', event => {
  const block = event.target.closest('[data-move]');
  if (!block || event.button !== 0 || move || isListed() || event.target.closest('.board__move')) return;
  const stretch = Boolean(event.target.closest('.board__edge'));
  // A finger that moves scrolls; it moves a session after it has rested on it.
  const rest = event.pointerType === 'touch' && !stretch;
  drag = { block, stretch, id: event.pointerId, x: event.clientX, y: event.clientY, lastX: event.clientX, lastY: event.clientY, held: 0, ready: !rest };
  if (rest) drag.timer = setTimeout(() => { if (drag) { drag.ready = true; begin(); } }, 400);
});

function begin() {
  const { block, stretch } = drag;
  move = new Move(block, stretch);
  // Where it was taken hold of, so that it does not jump to the pointer.
  drag.grip = quarterAt(move.cell, drag.x) - (stretch ? move.end : move.start);
  body.setPointerCapture(drag.id);
  turns.hidden = stretch;
  pulse = setInterval(beat, 50);
}

// In quarter hours from the left of a day, with a fraction.
const quarterAt = (cell, x) => (x - cell.getBoundingClientRect().left - cell.clientLeft) / (cell.clientWidth / move.quarters);

addEventListener('pointermove', event => {
  if (!drag || event.pointerId !== drag.id) return;
  const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
  if (!drag.ready) { if (far > 10) loosen(); return; }
  if (!move) { if (far < 5) return; begin(); }
  event.preventDefault();
  [drag.lastX, drag.lastY] = [event.clientX, event.clientY];
  follow();
}, { passive: false });

function follow() {
  const cell = document.elementsFromPoint(drag.lastX, drag.lastY).find(each => each.matches?.('[data-day]'));
  if (!cell && !move.stretch) return;
  const line = Math.round(quarterAt(move.stretch ? move.cell : cell, drag.lastX) - drag.grip);
  if (move.stretch) { move.endAt(line); return; }
  const row = move.cells.findIndex(cells => cells.includes(cell));
  if (row >= 0) move.to(row, move.cells[row].indexOf(cell), line);
}

// Held at an edge of the board it scrolls on; held at the edge of the window, where there is nothing more to scroll, it goes on to the next week or back to the one before.
function beat() {
  if (!drag || !move) { clearInterval(pulse); return; }
  const pane = board(), box = pane.getBoundingClientRect(), { lastX: x, lastY: y } = drag, near = 36, step = 14, before = [pane.scrollLeft, pane.scrollTop];
  pane.scrollBy(x > box.right - near ? step : x < box.left + near ? -step : 0, y > box.bottom - near ? step : y < box.top + near * 2 ? -step : 0);
  if (pane.scrollLeft !== before[0] || pane.scrollTop !== before[1]) { drag.held = 0; follow(); return; }
  const side = x > innerWidth - near ? 1 : x < near ? -1 : 0;
  drag.held = side === 0 || move.turning ? 0 : drag.held + 1;
  turns.dataset.side = side;
  if (drag.held < 14) return;   // 0.7 s
  drag.held = -10;
  move.turn(side);
}

function loosen() {
  clearTimeout(drag?.timer);
  clearInterval(pulse);
  drag = null;
}

function letGo(event, isDropped) {
  if (!drag || event.pointerId !== drag.id) return;
  loosen();
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
  // Beyond the days that are shown lies the next week.
  PageUp: each => each.day > 0 ? each.to(each.row, each.day - 1, each.start) : each.turn(-1, Infinity),
  PageDown: each => each.day < each.cells[each.row].length - 1 ? each.to(each.row, each.day + 1, each.start) : each.turn(1, 0),
};

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    if (move) { loosen(); move.end_('It stays where it was.'); event.preventDefault(); }
    else board()?.classList.add('is-plain');   // takes the note beside a block away until another one is gone to
    return;
  }
  if (!move) {
    const block = event.target.closest?.('[data-move]');
    if (block && !isListed() && event.key.toLowerCase() === 'm' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      move = new Move(block, false);
      say(`Moving: ${move.words}. Arrow keys, Page up and Page down move it, Enter shows what that would do, Escape leaves it.`);
      event.preventDefault();
    }
    return;
  }
  if (drag) return;
  if (event.key === 'Enter') move.drop();
  else if (event.shiftKey && event.key === 'ArrowLeft') move.endAt(move.end - 1);
  else if (event.shiftKey && event.key === 'ArrowRight') move.endAt(move.end + 1);
  else if (event.shiftKey && event.key === 'PageUp') move.turn(-1);
  else if (event.shiftKey && event.key === 'PageDown') move.turn(1);
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

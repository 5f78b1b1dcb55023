// The grid at a bay: a cell is touched, marked in the panel at the thumb, and the next one comes by itself.

import { keep, keepPhoto, saving, entries, isOf, account } from './bay-kept.js';
import { judge, written } from './verdict.js';

const panel = document.getElementById('bay-panel'), body = panel?.querySelector('[data-panel-body]'), fault = panel?.querySelector('[data-panel-fault]');
const glyphs = { met: '✓', 'not-met': '✗', 'not-measured': '–' };
const cells = () => [...document.querySelectorAll('[data-cell]')];
const upper = word => word[0].toUpperCase() + word.slice(1);
let chosen;   // the id of the cell: the cell itself is another one after the page was renewed

// ---- Cells ----

/** What the cell says, with what this device has kept on top of what the page showed. */
function show(cell, outcome, readings, state) {
  if (cell.dataset.cell === 'register') cell.querySelector('[data-glyph]').textContent = outcome ? upper(outcome) : 'Not marked';
  else {
    cell.querySelector('[data-glyph]').textContent = readings.length > 0 ? readings.join(' ') : glyphs[outcome] ?? '';
    cell.querySelector('[data-said]').textContent = `${readings.length > 0 ? readings.join(' ') : outcome ? outcome.replace('-', ' ') : 'not marked'}${state === 'kept' ? ', kept on this device' : ''}`;
    cell.className = `bay-cell bay-cell--${outcome ?? ''}`;
  }
  cell.dataset.kept = state === 'kept' ? 'device' : state ? 'received' : '';
  Object.assign(cell.dataset, { shown: outcome ?? '', figures: readings.join(' ') });
}

function shown(cell) {
  const { shown = cell.dataset.outcome, figures = cell.dataset.readings ?? '', remark = cell.dataset.note ?? '' } = cell.dataset;
  return { outcome: shown, readings: figures.split(' ').filter(figure => figure), note: remark };
}

const about = ({ dataset: { place, criterion } }) => ({ place, criterion, session });
const session = location.pathname.split('/')[2];

function overlay(mine) {
  for (const cell of cells()) {
    const entry = mine.findLast(each => isOf(each, about(cell)) && ['kept', 'applied'].includes(each.state));
    if (!entry) continue;
    cell.dataset.remark = entry.note ?? '';
    show(cell, entry.attendance ?? entry.verdict, entry.readings ?? [], entry.state);
  }
  for (const link of document.querySelectorAll('[data-sign]')) link.hidden = mine.some(entry => entry.place === link.dataset.sign && entry.state === 'kept');
  document.getElementById(chosen)?.classList.add('bay-cell--chosen');
  tellPhotos(mine);
}

/** How many photos the chosen cell has, here and at the centre. */
function tellPhotos(mine) {
  const cell = document.getElementById(chosen), said = panel?.querySelector('[data-panel-photos]');
  if (!cell || !said) return;
  const photos = mine.filter(each => each.photo && each.place === cell.dataset.place && each.criterion === cell.dataset.criterion), kept = photos.filter(each => each.state === 'kept').length;
  const received = new Set([...(cell.dataset.photos ?? '').split(' ').filter(id => id), ...photos.filter(each => each.state === 'applied').map(each => each.id)]).size;
  const words = [...received ? [`${received} received`] : [], ...kept ? [`${kept} kept on this device`] : []].join(', ');
  if (said.textContent !== words) said.textContent = words;
}

// ---- The panel ----

function open(cell) {
  document.querySelector('.bay-cell--chosen')?.classList.remove('bay-cell--chosen');
  chosen = cell.id;
  cell.classList.add('bay-cell--chosen');
  panel.querySelector('#bay-panel-name').textContent = cell.dataset.name;
  body.replaceChildren(document.querySelector(`template[data-template="${cell.dataset.criterion ?? 'register'}"]`).content.cloneNode(true));
  const { outcome, readings, note } = shown(cell);
  const choice = body.querySelector(`[type=radio][value="${outcome}"]`);
  if (choice) choice.checked = true;
  const block = body.querySelector('[data-judge]');
  if (block) {
    judge(block);
    for (const [index, figure] of readings.entries()) {
      if (!body.querySelectorAll('.bay-figure')[index]) body.querySelector('[data-add-reading]')?.click();
      body.querySelectorAll('.bay-figure')[index].value = figure;
    }
    block.querySelector('[type=checkbox]').checked = outcome === 'not-measured' && readings.length === 0;
    block.querySelector('.bay-figure').dispatchEvent(new Event('input', { bubbles: true }));
    block.querySelector('[type=checkbox]').checked = outcome === 'not-measured' && readings.length === 0;
  }
  const remark = body.querySelector('textarea');
  if (remark) {
    remark.value = note;
    remark.closest('details').open = note !== '';
  }
  fault.textContent = '';
  panel.querySelector('[data-panel-photo]').hidden = cell.dataset.cell === 'register';
  entries().then(all => tellPhotos(all.filter(entry => entry.account === account)));
  panel.hidden = false;
  document.documentElement.style.setProperty('scroll-padding-bottom', `${panel.offsetHeight + 20}px`);
  document.body.classList.add('bay-paneled');
  cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  (block ? body.querySelector('.bay-figure') : body.querySelector('[type=radio]:checked') ?? body.querySelector('[type=radio]')).focus({ preventScroll: true });
}

function close() {
  const cell = document.getElementById(chosen);
  panel.hidden = true;
  document.body.classList.remove('bay-paneled');
  cell?.classList.remove('bay-cell--chosen');
  cell?.focus();
  chosen = null;
}

/** What the panel says; null while it says nothing; a text where it says something wrongly. */
function said() {
  const note = body.querySelector('textarea')?.value.trim().replaceAll('\r\n', '\n') || null;
  const block = body.querySelector('[data-judge]');
  if (!block) {
    const value = body.querySelector('[type=radio]:checked')?.value;
    return value ? { value, readings: [], note } : note ? 'Choose met, not met or not measured.' : null;
  }
  const readings = [...block.querySelectorAll('.bay-figure')].map(input => input.value.trim().replace('\u2212', '-')).filter(text => text !== '');
  const notMeasured = block.querySelector('[type=checkbox]').checked;
  if (notMeasured && readings.length > 0) return 'Clear the value, or take away the tick at Not measured.';
  if (notMeasured) return { value: 'not-measured', readings: [], note };
  if (readings.length === 0) return note ? 'Enter the value, or tick Not measured.' : null;
  if (!readings.every(text => written.test(text))) return 'Write each number with a point, like 1.5.';
  const verdict = block.querySelector('[data-verdict]').classList;
  return { value: null, shown: verdict.contains('bay-verdict--met') ? 'met' : verdict.contains('bay-verdict--not-met') ? 'not-met' : 'not-measured', readings, note };
}

let going = null;   // what is being kept, and the keeping of it

/** Keeps what the panel says; true when nothing is left to keep. Touched twice before it is kept, that is one mark. */
function keepIt() {
  const what = JSON.stringify([chosen, said()]);
  if (going?.what !== what) {
    const kept = keepNow().finally(() => { if (going?.kept === kept) going = null; });
    going = { what, kept };
  }
  return going.kept;
}

async function keepNow() {
  const words = said(), cell = document.getElementById(chosen);
  if (!cell) { fault.textContent = 'This was signed meanwhile. Nothing more is marked here.'; return false; }
  if (typeof words === 'string') { fault.textContent = words; return false; }
  const was = shown(cell);
  if (!words || (words.value ?? words.shown) === was.outcome && words.readings.join(' ') === was.readings.join(' ') && (words.note ?? '') === was.note) return true;
  const { place, trainee, unit, criterion, name, markedAt, attempt } = cell.dataset;
  const kept = keep({
    session, place, trainee, markedAt: markedAt || null, what: `${name}, ${criterion ? body.querySelector('legend').textContent : 'register'}: ${words.readings.join(', ') || words.value}`,
    ...criterion ? { unit, criterion, attempt: attempt || null, outcome: words.value, verdict: words.value ?? words.shown, readings: words.readings, note: words.note } : { attendance: words.value },
  });
  return kept.then(() => true, failure => { fault.textContent = `This device cannot keep it: ${failure?.message ?? failure}. Write it down.`; return false; });
}

/** Down the column and then the next column, or along the row and then the next row; null after the last. */
function following(cell) {
  const table = cell.closest('table'), down = panel.querySelector('[name=order]:checked').value === 'down';
  const place = each => { const at = each.closest('td'); return [at.parentElement.rowIndex, at.cellIndex]; };
  const key = ([row, column]) => down ? column * 1000 + row : row * 1000 + column;
  return [...table.querySelectorAll('[data-cell]')].map(each => [key(place(each)), each]).sort(([a], [b]) => a - b).find(([at]) => at > key(place(cell)))?.[1] ?? null;
}

async function next() {
  const from = chosen;
  if (!await keepIt() || chosen !== from) return;
  const at = document.getElementById(chosen), cell = at && following(at);
  if (cell) open(cell);
  else close();
}

if (panel) {
  document.addEventListener('click', async event => {
    const cell = event.target.closest('[data-cell]');
    if (!cell) return;
    event.preventDefault();
    // What was typed before another cell is touched is not lost by it.
    if (panel.hidden || cell.id !== chosen && await keepIt()) open(cell);
  });
  // One touch is enough where there is nothing to type; with arrow keys the choice is not made yet.
  body.addEventListener('click', ({ target, detail }) => { if (target.type === 'radio' && detail > 0 && !body.querySelector('details[open]')) next(); });
  panel.querySelector('[data-next]').addEventListener('click', next);
  panel.querySelector('[data-close]').addEventListener('click', async () => { if (await keepIt()) close(); });
  panel.addEventListener('keydown', event => {
    if (event.key === 'Escape') close();
    if (event.key === 'Enter' && event.target.matches('.bay-figure')) { event.preventDefault(); next(); }
  });
  panel.querySelector('[type=file]').addEventListener('change', async ({ target }) => {
    const cell = document.getElementById(chosen), [photo] = target.files;
    target.value = '';
    if (!cell || !photo) return;
    const { place, trainee, unit, criterion, attempt, name } = cell.dataset;
    fault.textContent = '';
    await keepPhoto({ session, place, trainee, unit, criterion, attempt, photo, what: `${name}, photo of ${body.querySelector('legend').textContent}` })
      .catch(failure => fault.replaceChildren(`This page cannot keep the photo: ${failure?.message ?? failure}. `, saving(photo, photo), ' on the device, and add it later.'));
  });
  const order = panel.querySelectorAll('[name=order]');
  for (const choice of order) {
    choice.checked = choice.value === (localStorage.getItem('bay-order') ?? 'down');
    choice.addEventListener('change', () => localStorage.setItem('bay-order', choice.value));
  }
  addEventListener('bay:told', ({ detail }) => overlay(detail));
  overlay((await entries()).filter(entry => entry.account === account));
}

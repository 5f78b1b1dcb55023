// What is marked at a bay is kept on the device first and sent when it can be. Each entry has an id of its own: sent again, it is the same one.

const parser = new DOMParser();
const here = document.querySelector('[data-bay]');
export const account = here?.dataset.account;
let token = here?.dataset.token;

// ---- The device's memory ----

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open('bay', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('entries', { keyPath: 'order', autoIncrement: true });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** Done only when it is on the disk. */
async function remember(mode, act) {
  const transaction = (await opened).transaction('entries', mode, { durability: 'strict' });
  const request = act(transaction.objectStore('entries'));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** In the order they were said. */
export const entries = () => remember('readonly', store => store.getAll());
const put = entry => remember('readwrite', store => store.put(entry));
export const forget = order => remember('readwrite', store => store.delete(order));

export const isOf = (entry, about) => !entry.photo && entry.account === account && entry.place === about.place && (about.criterion ? entry.criterion === about.criterion : entry.attendance && entry.session === about.session);

/**
 * Keeps what was said, then tries to send it.
 * @param said session, place, trainee and either attendance or unit, criterion, outcome, readings, note; markedAt as the page showed it; what, in words.
 */
export async function keep(said) {
  const before = (await entries()).findLast(entry => isOf(entry, said));
  await put({ ...said, id: crypto.randomUUID(), account, after: before?.id ?? null, saidAt: new Date().toISOString(), state: 'kept' });
  await tell();
  send();
}

/**
 * Keeps a photo of a criterion, then tries to send it: after the marks, which are small.
 * @param said session, place, trainee, unit, criterion, attempt, photo (a file); what, in words.
 */
export async function keepPhoto(said) {
  await put({ ...said, id: crypto.randomUUID(), account, saidAt: new Date().toISOString(), state: 'kept' });
  await tell();
  send();
}

// ---- Sending ----

let trouble = '', retry = 0, timer;

export function send() {
  return navigator.locks.request('bay-send', sendAll).catch(failure => { trouble = 'offline'; later(); console.info(failure); }).finally(tell);
}

/** How often each photo was tried in vain, by its place in the order. */
const tried = new Map();

/** What goes next: marks in their order, since they are small and people wait for them; then the photos, and those that failed after the others. */
async function nextBut(skipped) {
  const waiting = (await entries()).filter(entry => entry.account === account && entry.state === 'kept' && !skipped.has(entry.order));
  return waiting.find(entry => !entry.photo) ?? waiting.sort((one, other) => (tried.get(one.order) ?? 0) - (tried.get(other.order) ?? 0))[0];
}

async function sendAll() {
  const skipped = new Set();
  let sent = 0;
  trouble = '';
  for (let entry; entry = await nextBut(skipped);) {
    const answer = await post(entry);
    if (answer) { await put({ ...entry, ...answer }); sent++; continue; }
    if (!entry.photo) break;
    // One photo that does not get through holds up no other.
    tried.set(entry.order, (tried.get(entry.order) ?? 0) + 1);
    skipped.add(entry.order);
    if (trouble !== 'busy') break;
  }
  if (trouble === '') retry = 0;
  if (sent > 0 && trouble !== 'signed-out') await refresh();
}

/** @returns what became of it; null when it has to be tried again. */
async function post(entry, again = false) {
  let response;
  try {
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...entry, readings: null, order: null, state: null, what: null })) if (value !== null && value !== undefined) form.set(name, value);
    for (const reading of entry.readings ?? []) form.append('readings', reading);
    response = await fetch(`/sessions/${entry.session}/bay?handler=${entry.photo ? 'Photo' : 'Keep'}`, { method: 'POST', body: form, headers: { RequestVerificationToken: token }, cache: 'no-store', signal: AbortSignal.timeout(entry.photo ? 120_000 : 15_000) });
  } catch {
    trouble = 'offline';
    later();
    return null;
  }
  if (response.redirected || response.status === 401) { trouble = 'signed-out'; return null; }
  if (response.ok) return response.json();
  if (response.status === 422) return { state: 'rejected', why: (await response.json()).why };
  // A page out of the device's memory has the token of an earlier sign-in.
  if (response.status === 400 && !again && await renewToken()) return post(entry, true);
  trouble = 'busy';
  later();
  return null;
}

async function renewToken() {
  const page = await newest();
  if (page?.querySelector('[data-bay]')?.dataset.account !== account) { trouble = 'signed-out'; return false; }
  token = page.querySelector('[data-bay]').dataset.token;
  return true;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(send, Math.min(60_000, 2_000 * 2 ** retry++));
}

// ---- What the page shows ----

async function newest() {
  const response = await fetch(location.pathname + location.search, { cache: 'no-store', signal: AbortSignal.timeout(15_000) });
  if (!response.ok || response.redirected) { trouble = 'signed-out'; return null; }
  return keepPage(location.pathname, response);
}

/** The page as the centre has it now. What the centre has received is in it, and need not be remembered. */
async function refresh() {
  const page = await newest();
  const bay = page?.querySelector('[data-bay]');
  if (!bay) return;
  for (const part of page.querySelectorAll('[data-live]')) renew(document.getElementById(part.id), part);
  token = bay.dataset.token;
  await settle(bay.dataset.now);
  dispatchEvent(new Event('bay:refreshed'));
}

/** Nobody notices: what was focused is, and what was scrolled aside stays there. */
function renew(old, part) {
  if (!old) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '', scrolled = [...old.querySelectorAll('[role=region]')].map(region => region.scrollLeft);
  old.replaceWith(part);
  part.querySelectorAll('[role=region]').forEach((region, index) => { region.scrollLeft = scrolled[index] ?? 0; });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  globalThis.htmx?.process(part);
}

async function settle(now) {
  for (const entry of await entries()) if (!['kept', 'rejected'].includes(entry.state) && Date.parse(entry.receivedAt) < Date.parse(now)) await forget(entry.order);
}

const count = (number, what) => number === 0 ? [] : [number === 1 ? `1 ${what}` : `${number} ${what}s`];
const many = kept => [...count(kept.filter(entry => !entry.photo).length, 'mark'), ...count(kept.filter(entry => entry.photo).length, 'photo')].join(' and ');

export async function tell() {
  const all = await entries(), mine = all.filter(entry => entry.account === account), kept = mine.filter(entry => entry.state === 'kept'), others = all.filter(entry => entry.account !== account);
  const bar = document.querySelector('[data-sync]');
  if (bar) {
    const rejected = mine.filter(entry => entry.state === 'rejected' || tried.get(entry.order) >= 3);
    const state = kept.length === 0 ? rejected.length === 0 ? 'received' : 'refused' : trouble === 'signed-out' ? 'signed-out' : 'kept';
    const words = state === 'received' ? 'Everything is received' : state === 'refused' ? `${many(rejected)} not taken, everything else received` : state === 'signed-out' ? `${many(kept)} kept on this device. Sign in again to send ${kept.length === 1 ? 'it' : 'them'}.`
      : trouble === 'offline' || !navigator.onLine ? `${many(kept)} kept on this device, sent when there is a signal` : `${many(kept)} kept on this device, being sent`;
    bar.dataset.sync = state;
    const said = bar.querySelector('[data-sync-said]');
    if (said.textContent !== words) said.textContent = words;
    bar.querySelector('[data-sync-sign-in]').hidden = state !== 'signed-out';
    const alien = bar.querySelector('[data-sync-others]');
    alien.hidden = others.length === 0;
    alien.textContent = `${many(others)} of somebody else kept on this device: sent when that person signs in here.`;
    const list = bar.querySelector('[data-sync-rejected]');
    list.hidden = rejected.length === 0;
    list.replaceChildren(...rejected.map(notTaken));
    bar.hidden = false;
  }
  dispatchEvent(new CustomEvent('bay:told', { detail: mine }));
}

const saved = new Map();

/** A way to save what is on no other disk. */
export function saving(photo, order) {
  const href = saved.get(order) ?? URL.createObjectURL(photo);
  saved.set(order, href);
  return Object.assign(document.createElement('a'), { href, download: photo.name || 'photo.jpg', className: 'govuk-link bay-target', textContent: 'Save the photo' });
}

function notTaken(entry) {
  const item = document.createElement('li'), button = document.createElement('button');
  item.textContent = entry.state === 'rejected' ? `Not taken: ${entry.what}. ${entry.why} ` : `Not sent in ${tried.get(entry.order)} tries: ${entry.what}. It is tried again. `;
  Object.assign(button, { type: 'button', className: 'bay-sync__forget', textContent: 'Take it off this list' });
  button.addEventListener('click', async () => { await forget(entry.order); await tell(); });
  // What is on no other disk is not thrown away with the refusal.
  if (entry.photo) item.append(saving(entry.photo, entry.order), ' ');
  item.append(button);
  return item;
}

// ---- Pages for when there is no network ----

const partsKept = new Set();

async function keepPage(path, response) {
  if (!response.ok || response.redirected) return null;
  const kept = await caches.open('bay');
  const page = parser.parseFromString(await response.clone().text(), 'text/html');
  await kept.put(path, response);
  const parts = [...page.querySelectorAll('link[rel=stylesheet], link[rel=icon], script[src]')].map(part => part.getAttribute('href') ?? part.getAttribute('src'));
  const missing = new Set([...parts, '/bay-kept.js', '/bay-sheet.js', '/register.js', '/verdict.js', '/lib/govuk/govuk-frontend.min.js']).difference(partsKept);
  await Promise.all([...missing].map(async part => { await kept.add(part); partsKept.add(part); }));
  return page;
}

async function keepPages() {
  if (!('serviceWorker' in navigator) || !account) return;
  await navigator.serviceWorker.register('/bay-worker.js', { scope: '/' });
  await navigator.serviceWorker.ready;
  // Somebody else's pages are nobody's business.
  if (localStorage.getItem('bay-account') !== account) await caches.delete('bay');
  localStorage.setItem('bay-account', account);
  for (const path of new Set([location.pathname, ...[...document.querySelectorAll('[data-keep-page]')].map(link => link.dataset.keepPage)])) {
    await keepPage(path, await fetch(path, { cache: 'no-store' }));
  }
  document.documentElement.dataset.kept = 'true';
  await navigator.storage?.persist?.();
}

/** A page that comes out of the device's memory says when it was heard. */
if (here) {
  await settle(here.dataset.now);
  await tell();
  keepPages().catch(() => {});
  send();
  addEventListener('online', () => { retry = 0; send(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) send(); });
}

// A screen on a wall. It asks for the day every half minute; between answers, and for hours without any, it goes by its own clock.

const every = 30_000, staleAfter = 5 * 60_000;
const time = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true, timeZone: document.body.dataset.zone });
const day = new Intl.DateTimeFormat('sv-SE', { timeZone: document.body.dataset.zone });
let heard = Date.parse(document.body.dataset.now);

// 9:00am, as everywhere else here.
const say = at => time.format(at).replace(/\s/g, '').toLowerCase().replace(/^0:/, '12:');

// What each session is now: over, on, the next one of its bay, or later.
function judge() {
  const now = Date.now();
  for (const bay of document.querySelectorAll('[data-bay]')) {
    let next = false;
    for (const session of bay.querySelectorAll('[data-session]')) {
      const starts = Date.parse(session.dataset.starts), ends = Date.parse(session.dataset.ends);
      const state = ends <= now ? 'over' : starts <= now ? 'now' : next ? 'later' : 'next';
      if (state === 'next') next = true;
      session.dataset.state = state;
    }
  }
  document.querySelector('[data-clock]').textContent = say(now);
  const updated = document.querySelector('[data-updated]'), isOtherDay = day.format(now) !== document.body.dataset.day;
  updated.textContent = `Last updated ${isOtherDay ? `on ${document.querySelector('.wall__day').textContent}, ` : ''}${say(heard)}`;
  updated.toggleAttribute('data-stale', isOtherDay || now - heard > staleAfter);
}

async function ask() {
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store', headers: { Accept: 'text/html' } });
    // The address was turned off: what it showed is nobody's business any more.
    if (answer.status === 404) { await forget(); location.reload(); return; }
    if (!answer.ok || answer.headers.has('X-From-Cache')) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!page.body.dataset.now) return;
    document.querySelector('[data-main]').replaceWith(page.querySelector('[data-main]'));
    document.querySelector('.wall__day').textContent = page.querySelector('.wall__day').textContent;
    document.body.dataset.day = page.body.dataset.day;
    heard = Date.parse(page.body.dataset.now);
  } catch {
    // No network: the last known day stays.
  } finally {
    judge();
  }
}

const forget = async () => { if ('caches' in window) await caches.delete('screen'); };

// What does not fit is shown in turns.
function turn() {
  const room = document.documentElement.scrollHeight - innerHeight;
  if (room > 8) scrollTo({ top: scrollY >= room - 8 ? 0 : Math.min(scrollY + innerHeight * 0.8, room), behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
}

// After a reload without a network the worker gives the page as it was last heard.
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register('/screen-worker.js', { scope: '/screen/' }).then(async () => {
    await navigator.serviceWorker.ready;
    const kept = await caches.open('screen');
    await kept.addAll([location.pathname, '/screen.css', '/screen.js', '/favicon.svg']);
    document.documentElement.dataset.kept = 'true';
  }).catch(() => {});
}

judge();
setInterval(judge, 5_000);
setInterval(ask, every);
setInterval(turn, 15_000);
addEventListener('online', ask);

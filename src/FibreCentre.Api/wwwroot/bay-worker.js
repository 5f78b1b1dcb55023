// Gives the pages of a bay as they were heard last when there is no network, or one so weak that it does not answer.

const pages = /^\/(today|sessions\/[0-9a-f-]{36}\/(register|bay))$/, patience = 4_000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || request.cache === 'no-store') return;
  if (request.mode === 'navigate' && pages.test(pathname)) event.respondWith(page(request));
  else if (['script', 'style', 'font', 'image'].includes(request.destination)) event.respondWith(part(request));
});

const last = request => caches.match(request.url, { cacheName: 'bay', ignoreVary: true });

async function page(request) {
  const kept = await last(request);
  const heard = fetch(request);
  if (!kept) return heard;
  heard.catch(() => {});
  return Promise.race([heard, new Promise((_, reject) => setTimeout(reject, patience))]).catch(() => kept);
}

async function part(request) {
  try {
    return await fetch(request);
  } catch (failure) {
    const kept = await last(request);
    if (!kept) throw failure;
    return kept;
  }
}

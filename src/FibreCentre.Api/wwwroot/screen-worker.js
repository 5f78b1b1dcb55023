// Keeps what a screen heard last, for a reload without a network. The network comes first whenever there is one.

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  if (event.request.method !== 'GET' || new URL(event.request.url).origin !== location.origin) return;
  event.respondWith(answer(event.request));
});

async function answer(request) {
  const kept = await caches.open('screen');
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await kept.put(request.url, fresh.clone());
    else if (fresh.status === 404) await kept.delete(request.url);
    return fresh;
  } catch (failure) {
    const last = await kept.match(request.url, { ignoreVary: true });
    if (!last) throw failure;
    // Said, so that the page does not take what is old for new.
    const headers = new Headers(last.headers);
    headers.set('X-From-Cache', 'true');
    return new Response(await last.arrayBuffer(), { status: last.status, headers });
  }
}

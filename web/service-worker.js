// Keeps the page on this device, so that it can be opened over mobile data and then be used, and loaded again, on a network
// that blocks its server. It answers for the page's own files only: measurements go to the network as they are.

// How long the server may take before the kept copy is used instead, in milliseconds: less than the page waits for a file
// (HTTP_DEADLINE in core/src/limits.rs).
const PATIENCE = 3000;

const page = registration.scope;
const kept = caches.open("page");

addEventListener("install", () => skipWaiting());

// When the page was opened for the first time, it was loaded without this worker, and sends what it has loaded.
addEventListener("message", (event) => event.waitUntil(keep(event.data)));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET") return;
  if (mode === "navigate") {
    const [address] = url.split(/[?#]/);
    if (address === page || address === page + "index.html") event.respondWith(newest(event, page));
  } else if (isProgram(url)) {
    event.respondWith(first(event));
  } else if (isData(url)) {
    event.respondWith(newest(event, url));
  }
});

const isOwn = (url, ending) => url.startsWith(page) && ending.test(url.slice(page.length));
// Their names have a hash of their content, so a kept one is never out of date.
const isProgram = (url) => isOwn(url, /^[^/?]+-[0-9a-f]{10,}(_bg)?\.(js|wasm)$/);
const isData = (url) => isOwn(url, /^[^/?]+\.json$/);

const keep = async (urls) => {
  const cache = await kept;
  for (const url of [page, ...urls.filter((url) => isProgram(url) || isData(url))]) {
    if (await cache.match(url)) continue;
    // One that is not there, such as the catalogue of a page without a far end of its own, is no reason to stop.
    const response = await fetch(url).catch(() => {});
    if (response && (await isOurs(url, response))) await store(cache, url, response);
  }
};

const first = async ({ request }) => {
  const cache = await kept;
  const known = await cache.match(request);
  if (known) return known;
  const response = await fetch(request);
  if (await isOurs(request.url, response)) await store(cache, request.url, response);
  return response;
};

const newest = async (event, key) => {
  const cache = await kept;
  const known = await cache.match(key);
  const fetched = fetch(event.request).then(async (response) => {
    if (!(await isOurs(key, response))) return known ?? response;
    await store(cache, key, response);
    return response;
  });
  if (!known) return fetched;
  event.waitUntil(fetched.catch(() => {}));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, known));
  return Promise.race([fetched.catch(() => known), late]);
};

// Not what a firewall or a portal sends in place of a file.
const isOurs = async (key, response) => {
  if (!response.ok) return false;
  if (key === page) return (await response.clone().text()).includes('id="camcheck"');
  return !/html/.test(response.headers.get("content-type"));
};

// A device without room for it still gets the response.
const store = async (cache, key, response) => {
  const copy = response.clone();
  await (key === page ? storePage(cache, copy) : cache.put(key, copy)).catch(() => {});
};

// The programs of another version leave with it.
const storePage = async (cache, response) => {
  const old = await cache.match(page);
  if (old && (await old.text()) !== (await response.clone().text())) {
    for (const request of await cache.keys()) await cache.delete(request);
  }
  await cache.put(page, response);
};

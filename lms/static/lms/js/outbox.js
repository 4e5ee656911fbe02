// Posts that are on their way: kept on this device until the server has them, sent again with the same
// client_id, so that a resend is the same post. One box per person, so a shared computer keeps people apart;
// one entry per post, so that two windows never write over each other's. lms/outbox-courier carries them.
//   item: { action, client_id, fields, at, refused? }; `refused` waits for the page that wrote it.

const ANSWER = 15_000;
const memory = new Map(); // for a browser that refuses storage: the post still goes out, while the page is open

function place() {
  return `lms:outbox:${document.body.dataset.user ?? "guest"}:`;
}

function stored() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(place()));
    return keys.map((key) => JSON.parse(localStorage.getItem(key)));
  } catch {
    return [];
  }
}

// Everything that waits, whichever page wrote it, in the order in which it was written.
export function everything() {
  return [...stored(), ...memory.values()].filter(Boolean).sort((one, other) => one.at - other.at);
}

export function waiting(action) {
  return everything().filter((item) => item.action === action);
}

export function put(item) {
  const kept = { at: Date.now(), ...item };
  try {
    localStorage.setItem(place() + kept.client_id, JSON.stringify(kept));
  } catch {
    memory.set(kept.client_id, kept);
  }
}

export function drop(client_id) {
  memory.delete(client_id);
  try {
    localStorage.removeItem(place() + client_id);
  } catch {
    // Nothing was kept there.
  }
}

// Do it in one window only, and only while the post still waits; undefined when another window has done it.
// Without Web Locks two windows may both send, and the client_id makes it one post.
export function once(item, deed) {
  const alone = async () => (everything().some((other) => other.client_id === item.client_id) ? deed() : undefined);
  return navigator.locks ? navigator.locks.request(place() + item.client_id, alone) : alone();
}

// Resolves to { ok, status, data, retry }. Status 0: no answer, so whether it arrived is not known.
export async function send(item, token) {
  try {
    const response = await fetch(item.action, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: new URLSearchParams(item.fields),
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER),
    });
    const isJson = response.headers.get("Content-Type")?.includes("json");
    const data = isJson ? await response.json() : {};
    const retry = Number(response.headers.get("Retry-After")) || 0;
    return { ok: response.ok && isJson, status: response.status, data, retry };
  } catch {
    return { ok: false, status: 0, data: {}, retry: 0 };
  }
}

export function fresh() {
  return crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
}

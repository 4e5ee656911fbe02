// Posts that are on their way: kept on this device until the server has them, sent again with the same
// client_id, so that a resend is the same post. One list per person, so a shared computer keeps people apart.

function place() {
  return `lms:outbox:${document.body.dataset.user ?? "guest"}`;
}

function all() {
  try {
    return JSON.parse(localStorage.getItem(place())) ?? [];
  } catch {
    return [];
  }
}

function keep(list) {
  try {
    localStorage.setItem(place(), JSON.stringify(list));
  } catch {
    // A browser that refuses storage: the post still goes out, it only does not survive a closed tab.
  }
}

export function waiting(action) {
  return all().filter((item) => item.action === action);
}

export function put(item) {
  keep([...all().filter((other) => other.client_id !== item.client_id), item]);
}

export function drop(client_id) {
  keep(all().filter((item) => item.client_id !== client_id));
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

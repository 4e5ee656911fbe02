// Drafts on this device: one per person and place, so that a shared computer keeps people apart.
// A browser that refuses storage (private windows, full disks) simply keeps no drafts.

const AGE = 30 * 86_400_000;
const SENT = "lms:sent";

function place(key) {
  return `lms:draft:${document.body.dataset.user ?? "guest"}:${key}`;
}

function attempt(deed) {
  try {
    return deed();
  } catch {
    return null;
  }
}

export function keep(key, text) {
  return attempt(() => {
    localStorage.setItem(place(key), JSON.stringify({ text, at: Date.now() }));
    return new Date();
  });
}

export function kept(key) {
  const draft = attempt(() => JSON.parse(localStorage.getItem(place(key))));
  if (!draft || Date.now() - draft.at > AGE) return null;
  return { text: draft.text, at: new Date(draft.at) };
}

export function drop(key) {
  attempt(() => localStorage.removeItem(place(key)));
}

// A form that leaves the page: whether it arrived is known only on the page that follows.
export function sending(key) {
  attempt(() => sessionStorage.setItem(SENT, key));
}

// Called once a page: a page that followed a sent form by an ordinary step means that it arrived.
export function settle() {
  const key = attempt(() => sessionStorage.getItem(SENT));
  if (!key) return;
  attempt(() => sessionStorage.removeItem(SENT));
  const [step] = performance.getEntriesByType("navigation");
  if (step?.type === "navigate") drop(key);
}

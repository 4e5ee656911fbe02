// <session-room data-presence="…" data-say-left="{time} left" …> around #session-now: counts the open item down by the
// server's clock, says 5 minutes and 1 minute politely, and tells the server every minute that its page is open.
// What changes is fetched by htmx (its own trigger "session"); without scripts the page has a button for each of it.
const MINUTE = 60_000;
const MARKS = [
  [5 * MINUTE, "five"],
  [MINUTE, "one"],
];

export function clockText(left) {
  const seconds = Math.max(0, Math.ceil(left / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export class SessionRoom extends HTMLElement {
  connectedCallback() {
    this.line = this.querySelector("[data-say]");
    this.read();
    this.onsettle = () => this.read();
    this.onrefused = (event) => this.refused(event);
    this.onvisible = () => this.present();
    this.addEventListener("htmx:afterSettle", this.onsettle);
    this.addEventListener("htmx:responseError", this.onrefused);
    document.addEventListener("visibilitychange", this.onvisible);
    this.ticking = setInterval(() => this.count(), 1_000);
    this.beating = setInterval(() => this.present(), MINUTE);
    this.present();
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
    clearInterval(this.beating);
    clearTimeout(this.asking);
    document.removeEventListener("visibilitychange", this.onvisible);
  }

  // What the server said last. Its clock counts, not this device's.
  read() {
    const data = this.querySelector("#session-now")?.dataset;
    if (!data || data === this.data) return;
    const { item: before, state: was } = this.data ?? {};
    this.data = data;
    this.skew = Date.parse(data.now) - Date.now();
    this.until = Date.parse(data.until);
    this.due = Date.parse(data.due);
    if (before !== undefined && data.item && data.item !== before) this.say("now", { title: data.title });
    if (was && was !== data.state && data.state === "running") this.soon();
    this.left = this.until - this.now();
    this.count();
  }

  now() {
    return Date.now() + this.skew;
  }

  say(word, values = {}) {
    const text = (this.dataset[`say${word[0].toUpperCase()}${word.slice(1)}`] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
    if (this.line) this.line.textContent = text;
  }

  count() {
    const left = this.until - this.now();
    if (!Number.isNaN(left)) this.show(left);
    if (this.now() >= this.due && this.asked !== this.due) this.ask();
  }

  show(left) {
    const shown = this.querySelector("[data-left]");
    const words = left > 0 ? this.dataset.sayLeft.replace("{time}", clockText(left)) : this.dataset.sayOver;
    if (shown && shown.textContent !== words) shown.textContent = words;
    for (const [mark, word] of MARKS) if (this.left > mark && left <= mark && left > 0) this.say(word);
    this.left = left;
  }

  ask() {
    this.asked = this.due;
    this.soon();
  }

  // Whoever is here tells so, not all in the same instant.
  soon() {
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.tell(), Math.random() * 1_500);
  }

  present() {
    if (this.data?.state === "running") this.tell();
  }

  tell() {
    if (document.visibilityState === "hidden" || !window.htmx) return;
    window.htmx.ajax("POST", this.dataset.presence, { source: this, target: "#session-now", swap: "outerHTML" });
  }

  refused(event) {
    const line = this.querySelector("[data-refusal]");
    if (!line) return;
    const shell = document.createElement("template");
    shell.innerHTML = event.detail.xhr.responseText;
    line.querySelector("span").textContent = shell.content.querySelector(".error, main")?.textContent.trim() ?? "";
    line.hidden = false;
  }
}

customElements.define("session-room", SessionRoom);

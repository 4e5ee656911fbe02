// What a live room says in words: whether it is connected, who is here, who is writing, and for screen readers one
// polite summary of a burst of posts. Nothing here moves the focus.

const TYPING_SHOWN = 4_000;
const GATHER = 2_000;
const APART = 10_000;
const NAMES = 3;
const WORDS = { connected: "Connected", lost: "Lost", slow: "Slow", offline: "Offline", signin: "Signin", closed: "Gone" };

function listed(names) {
  const language = document.documentElement.lang || undefined;
  return new Intl.ListFormat(language, { type: "conjunction" }).format(names);
}

export class RoomVoice {
  constructor(room) {
    this.room = room;
    this.line = room.querySelector("[data-live]");
    this.people = room.querySelector("[data-here]");
    this.button = this.people?.querySelector("button");
    this.names = this.people?.querySelector("[data-here-names]");
    this.button?.addEventListener("click", () => this.open(this.names.hidden));
    this.writers = [];
    this.total = 0;
    this.toldAt = 0;
  }

  end() {
    clearTimeout(this.stopped);
    clearTimeout(this.telling);
  }

  state(state) {
    if (this.people && state !== "connected") this.people.hidden = true;
    if (!this.line) return;
    const text = this.room.say(WORDS[state]);
    this.line.hidden = false;
    this.line.classList.toggle("live-lost", state !== "connected");
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  // How many are here, always; their names on demand.
  here({ count, names }) {
    if (!this.people || this.room.state !== "connected") return;
    this.people.hidden = false;
    this.button.textContent = this.room.say("Here", { count });
    const more = count - names.length;
    this.names.textContent = listed(more > 0 ? [...names, this.room.say("More", { count: more })] : names);
  }

  open(isOpen) {
    this.names.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
  }

  // Escape, pressed somewhere: whether it closed the names.
  close(target) {
    if (!this.people?.contains(target) || this.names.hidden) return false;
    this.open(false);
    this.button.focus();
    return true;
  }

  typing({ name }) {
    const line = this.room.querySelector("[data-typing]");
    if (!line) return;
    line.textContent = this.room.say("Typing", { name });
    line.hidden = false;
    clearTimeout(this.stopped);
    this.stopped = setTimeout(() => (line.hidden = true), TYPING_SHOWN);
  }

  // Somebody said something: gathered for two seconds, told at most every ten.
  news(name) {
    this.total += 1;
    if (name && !this.writers.includes(name)) this.writers.push(name);
    if (this.telling) return;
    const wait = Math.max(GATHER, this.toldAt + APART - Date.now());
    this.telling = setTimeout(() => this.tell(), wait);
  }

  tell() {
    const line = this.room.querySelector("[data-news]");
    const few = this.writers.slice(0, NAMES);
    const names = listed(this.writers.length > NAMES ? [...few, this.room.say("Others")] : few);
    if (line) line.textContent = this.room.say(this.total === 1 ? "OneNewPost" : "NewPosts", { count: this.total, names });
    this.telling = undefined;
    this.toldAt = Date.now();
    this.total = 0;
    this.writers = [];
  }
}

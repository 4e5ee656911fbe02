// The posts of the thread that stands open in a live room: puts fragments in their place, keeps the place that is
// being read, offers the way to what is new, and tells the server how far one has read.

const READ_AFTER = 3_000;
const NEAR = 80;

export class RoomPosts {
  constructor(room) {
    this.room = room;
    this.box = room.querySelector("[data-posts]");
    this.list = room.querySelector("ol.thread");
    this.way = room.querySelector("[data-to-new]");
    this.fresh = [];
    this.onscroll = () => this.scrolled();
    this.way?.querySelector("button").addEventListener("click", () => this.toFresh());
    this.box?.addEventListener("scroll", this.onscroll, { passive: true });
    addEventListener("scroll", this.onscroll, { passive: true });
    document.addEventListener("visibilitychange", this.onscroll);
  }

  end() {
    clearTimeout(this.reading);
    this.box?.removeEventListener("scroll", this.onscroll);
    removeEventListener("scroll", this.onscroll);
    document.removeEventListener("visibilitychange", this.onscroll);
  }

  take(kind, element) {
    const known = document.getElementById(element.id);
    if (known) this.replace(known, element);
    else if (kind === "post" && this.list && element.dataset.thread === this.room.open) this.append(element);
  }

  replace(known, element) {
    const focused = known.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
    this.steadily(() => known.replaceWith(element));
    window.htmx?.process(element);
    if (focused) element.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  append(element) {
    const { replyTo, author } = element.dataset;
    const replies = replyTo && this.list.querySelector(`[data-replies="${CSS.escape(replyTo)}"]`);
    const isMine = author === this.room.dataset.me;
    const isElsewhere = this.list.dataset.past || (replyTo && !replies);
    if (isElsewhere) return isMine ? this.goTo(element) : this.offer(element);
    const follows = this.isAtEnd();
    const item = document.createElement("li");
    item.append(element, ...(replies ? [] : [emptyReplies(element)]));
    this.steadily(() => (replies || this.list).append(item));
    window.htmx?.process(item);
    this.room.querySelector("[data-empty]")?.remove();
    if (this.scrolls && ((follows && !replies) || isMine)) this.show(element);
    if (!isMine && !isInView(element)) this.offer(element);
  }

  // Where one reads does not move when something comes or changes above or below it.
  steadily(change) {
    const posts = this.scrolls && !this.isAtEnd() ? [...this.list.querySelectorAll(".post")] : [];
    const top = this.box?.getBoundingClientRect().top ?? 0;
    const anchor = posts.find((post) => post.getBoundingClientRect().bottom > top);
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (anchor?.isConnected) this.box.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  // The posts' box may run from its end (column-reverse): then the end is where it scrolls to 0.
  get scrolls() {
    return Boolean(this.box) && this.box.scrollHeight > this.box.clientHeight + 1 && getComputedStyle(this.box).overflowY !== "visible";
  }

  isAtEnd() {
    if (this.scrolls) return Math.abs(this.box.scrollTop) < NEAR;
    const end = this.list?.getBoundingClientRect();
    return Boolean(end) && end.bottom > 0 && end.bottom < innerHeight + NEAR;
  }

  show(element) {
    if (this.list.lastElementChild?.contains(element) && !element.dataset.replyTo) this.box.scrollTop = 0;
    else element.scrollIntoView({ block: "nearest" });
  }

  offer(element) {
    this.fresh.push(element);
    if (!this.way) return;
    this.way.hidden = false;
    this.way.querySelector("button span").textContent = this.room.say("ToNew", { count: this.fresh.length });
  }

  // A press on the button is a wish to be there: the first new post takes the focus.
  toFresh() {
    const [first] = this.fresh;
    this.forget();
    if (!first) return;
    if (!first.isConnected && !document.getElementById(first.id)) return this.goTo(first);
    const post = document.getElementById(first.id);
    post.tabIndex = -1;
    post.scrollIntoView({ block: "start" });
    post.focus({ preventScroll: true });
    this.readSoon();
  }

  goTo({ id, dataset }) {
    location.assign(`/threads/${dataset.thread}/?at=${dataset.seq}#${id}`);
  }

  forget() {
    this.fresh = [];
    if (this.way) this.way.hidden = true;
  }

  scrolled() {
    const waiting = this.fresh.filter((post) => !isInView(document.getElementById(post.id)));
    if (this.fresh.length && !waiting.length) this.forget();
    if (this.isSeen()) this.readSoon();
  }

  // The last post is in sight.
  isSeen() {
    return this.isAtEnd() || isInView([...(this.list?.querySelectorAll(".post") ?? [])].at(-1));
  }

  // Seen for a few seconds is read: the server remembers the number, so that "2 new" is true next time.
  readSoon() {
    clearTimeout(this.reading);
    if (!this.room.open || !this.list || this.list.dataset.past) return;
    this.reading = setTimeout(() => this.read(), READ_AFTER);
  }

  read() {
    const { composer, socket, open, dataset } = this.room;
    if (document.visibilityState === "hidden" || !this.isSeen() || socket.seq === this.told) return;
    this.told = socket.seq;
    const body = new URLSearchParams({ seq: socket.seq });
    const headers = { "X-CSRFToken": composer?.token ?? "" };
    fetch(dataset.reading.replace("/0/", `/${open}/`), { method: "POST", body, headers, keepalive: true }).catch(() => (this.told = 0));
    this.room.threads.read(open);
  }
}

function emptyReplies(element) {
  const under = document.createElement("ul");
  under.className = "replies";
  under.setAttribute("role", "list");
  under.dataset.replies = element.id.replace("post-", "");
  return under;
}

function isInView(element) {
  if (!element?.isConnected) return false;
  const { top, bottom } = element.getBoundingClientRect();
  const box = element.closest("[data-posts]")?.getBoundingClientRect();
  return bottom > Math.max(0, box?.top ?? 0) && top < Math.min(innerHeight, box?.bottom ?? innerHeight);
}

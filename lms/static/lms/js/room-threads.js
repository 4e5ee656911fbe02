// The list of threads in a live room: rows come and change by their id, what is new in each is counted, and a pinned
// thread stands first. Without it the list is as it was when the page came.

export class RoomThreads {
  constructor(room) {
    this.room = room;
    this.list = room.querySelector("[data-thread-list]");
  }

  // A thread's row, new or as it is now.
  take(row, kind) {
    this.adopt(row);
    const known = document.getElementById(row.id);
    if (known) {
      const hadFocus = known.contains(document.activeElement);
      known.replaceWith(row);
      if (hadFocus) row.querySelector("a")?.focus({ preventScroll: true });
    } else if (kind === "thread" && this.belongs(row)) this.add(row);
    this.entitle(row);
    if (kind === "pin") this.place(row.closest("li"));
  }

  // The thread that stands open may have got another title.
  entitle(row) {
    const heading = document.getElementById("room-h");
    const title = row.querySelector("h3")?.textContent;
    if (!heading || this.room.step || row.dataset.thread !== this.room.open || heading.textContent === title) return;
    heading.textContent = title;
  }

  // Beside a step: the thread of its prompt comes with the first post.
  adopt({ dataset }) {
    const { step, open, posts } = this.room;
    if (!step || open || dataset.ofStep !== step || !dataset.prompt) return;
    this.room.dataset.open = dataset.thread;
    if (posts.list) posts.list.dataset.thread = dataset.thread;
  }

  belongs({ dataset }) {
    if (!this.list || Number(this.list.dataset.threadList) > 1) return false;
    return !this.room.step || (dataset.ofStep === this.room.step && !dataset.prompt);
  }

  add(row) {
    const item = document.createElement("li");
    item.className = "thread-item";
    item.dataset.fresh = "0";
    const words = document.createElement("p");
    words.className = "thread-fresh";
    words.dataset.freshWords = "";
    words.hidden = true;
    item.append(row, words);
    this.list.append(item);
    this.list.closest("[data-further]")?.removeAttribute("hidden");
    this.place(item);
  }

  // Pinned first, then where something was said last.
  place(item) {
    if (!item || !this.list) return;
    const others = [...this.list.children].filter((other) => other !== item);
    const isPinned = Boolean(item.querySelector("[data-pinned]"));
    const before = isPinned ? others[0] : others.find((other) => !other.querySelector("[data-pinned]"));
    if (item.nextElementSibling === (before ?? null)) return;
    const focused = item.contains(document.activeElement) ? document.activeElement : null;
    this.list.insertBefore(item, before ?? null);
    focused?.focus({ preventScroll: true });
  }

  // Something was said: who and when stand in the row, one more is new, and the row moves up
  // unless somebody is pointing at the list or stands in it.
  heard(post, isMine) {
    const row = document.getElementById(`thread-${post.dataset.thread}`);
    const item = row?.closest("li");
    if (!item) return;
    const name = post.querySelector(".person");
    const moment = post.querySelector("local-time");
    if (name && moment) row.querySelector("[data-last]")?.replaceChildren(name.cloneNode(true), " ", moment.cloneNode(true));
    if (!isMine && !item.dataset.unopened) this.count(item, Number(item.dataset.fresh) + 1);
    if (!this.list.matches(":hover, :focus-within")) this.place(item);
  }

  count(item, fresh) {
    item.dataset.fresh = fresh;
    const words = item.querySelector("[data-fresh-words]");
    if (!words) return;
    words.hidden = !fresh;
    words.textContent = this.room.say("New", { count: fresh });
  }

  read(thread) {
    const item = document.getElementById(`thread-${thread}`)?.closest("li");
    if (!item) return;
    delete item.dataset.unopened;
    this.count(item, 0);
  }
}

// <live-discussion data-room data-seq data-epoch …> around the server's room: listens, applies fragments by
// their id, says in words whether it is connected. The room is whole without it. Sending: lms/room-composer.
import { LiveSocket } from "lms/live-socket";
import { RoomComposer } from "lms/room-composer";

const TYPING_SHOWN = 4_000;
const READ_AFTER = 3_000;

export class LiveDiscussion extends HTMLElement {
  connectedCallback() {
    this.line = this.querySelector("[data-live]");
    this.scroller = this.querySelector(".room-posts");
    this.fresh = 0;
    const { room, seq, epoch, step } = this.dataset;
    this.step = step ?? "";
    this.socket = new LiveSocket(`/ws/discussions/${room}/`, {
      seq: Number(seq),
      epoch,
      onEvent: (event) => this.apply(event),
      onFrame: (frame) => this.hear(frame),
      onState: (state) => this.show(state),
    });
    const form = this.querySelector("[data-composer]");
    if (form) this.composer = new RoomComposer(this, form);
    this.onclick = (event) => this.clicked(event);
    this.socket.open();
    this.readSoon();
  }

  disconnectedCallback() {
    clearTimeout(this.reading);
    clearTimeout(this.typing);
    this.socket?.close();
    this.composer?.end();
  }

  say(name, values = {}) {
    return (this.dataset[`say${name}`] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  }

  show(state) {
    this.state = state;
    const names = { connected: "Connected", lost: "Lost", offline: "Offline", signin: "Signin", closed: "Closed" };
    this.words(this.say(names[state]), state !== "connected");
    if (state === "connected") this.composer?.resume();
  }

  words(text, isLost = false) {
    if (!this.line) return;
    this.line.hidden = false;
    this.line.classList.toggle("live-lost", isLost);
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  hear(frame) {
    if (frame.type === "here" && this.state === "connected")
      this.words(`${this.say("Connected")}, ${this.say("Here", { count: frame.count })}`);
    if (frame.type === "typing") this.showTyping(frame);
    if (frame.type === "access" || frame.type === "ready") this.composer?.allow(frame.may_post, frame.why);
    if (frame.type === "reload") this.reload();
    if (frame.type === "inbox") document.dispatchEvent(new CustomEvent("inbox:count", { detail: frame.unread }));
  }

  // Replace the element with the fragment's id; if there is none and something new was said, append.
  apply(event) {
    if (event.kind === "lock") return this.composer?.allow(!event.locked, event.locked ? this.say("Closed") : "");
    if (!event.html) return;
    const shell = document.createElement("template");
    shell.innerHTML = event.html;
    const element = shell.content.firstElementChild;
    const known = document.getElementById(element.id);
    const isPost = element.matches(".post");
    if (known) isPost ? this.replace(known, element) : null;
    else if (event.kind === "post") this.append(element);
    else if (event.kind === "thread" && !this.step) this.querySelector("[data-threads]")?.append(element);
    if (isPost) this.composer?.arrived(element);
  }

  replace(known, element) {
    const focused = known.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
    known.replaceWith(element);
    window.htmx?.process(element);
    if (focused) element.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus();
  }

  append(element) {
    const { thread, step, replyTo } = element.dataset;
    const replies = replyTo && this.querySelector(`[data-replies="${CSS.escape(replyTo)}"]`);
    const list = replies || (step && this.querySelector(`ol.thread[data-of-step="${CSS.escape(step)}"]`)) || this.querySelector(`ol.thread[data-thread="${CSS.escape(thread)}"]`);
    if (!list) return;
    const follows = this.isAtEnd();
    const item = document.createElement("li");
    item.append(element);
    if (!replies) {
      const under = document.createElement("ul");
      under.className = "replies";
      under.setAttribute("role", "list");
      under.dataset.replies = element.id.replace("post-", "");
      item.append(under);
    }
    list.append(item);
    window.htmx?.process(item);
    this.querySelector("[data-empty]")?.remove();
    if (element.dataset.author !== this.dataset.me) this.announce();
    if (follows) this.toEnd();
    this.readSoon();
  }

  // A polite summary, not every post read aloud: "3 new".
  announce() {
    this.fresh += 1;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const news = this.querySelector("[data-news]");
      if (news) news.textContent = this.say("New", { count: this.fresh });
      this.fresh = 0;
    }, 1_500);
  }

  // The posts' box may run from its end (column-reverse): then the end is where it scrolls to 0.
  isAtEnd() {
    const box = this.scroller;
    return Boolean(box) && box.scrollHeight > box.clientHeight && Math.abs(box.scrollTop) < 80;
  }

  toEnd() {
    this.scroller.scrollTop = 0;
  }

  showTyping({ user, name, thread }) {
    const line = this.querySelector("[data-typing]");
    const mine = this.querySelector("ol.thread[data-thread]")?.dataset.thread;
    if (!line || user === this.dataset.me || (this.step && mine && Number(mine) !== thread)) return;
    line.textContent = this.say("Typing", { name });
    line.hidden = false;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => (line.hidden = true), TYPING_SHOWN);
  }

  clicked(event) {
    const reply = event.target.closest('[data-act="reply"]');
    if (!reply || !this.composer || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const post = reply.closest(".post");
    this.composer.replyTo(post.id.replace("post-", ""), post.querySelector(".person")?.textContent ?? "");
  }

  // Seen for a few seconds is read: the server remembers the number, so that "2 new" is true next time.
  readSoon() {
    clearTimeout(this.reading);
    const url = this.dataset.reading;
    if (!url) return;
    this.reading = setTimeout(() => {
      if (document.visibilityState === "hidden" || !this.composer) return;
      const body = new URLSearchParams({ seq: this.socket.seq });
      fetch(url, { method: "POST", body, headers: { "X-CSRFToken": this.composer.token }, keepalive: true }).catch(() => {});
    }, READ_AFTER);
  }

  reload() {
    if (this.composer?.isEmpty ?? true) location.reload();
    else this.words(this.say("Offline"), true);
  }
}

customElements.define("live-discussion", LiveDiscussion);

// <live-discussion data-room data-seq data-epoch …> around the server's room: listens, and gives each fact to the part
// that shows it. The room is whole without it. Posts: lms/room-posts, the list of threads: lms/room-threads, what is
// said in words: lms/room-voice, sending: lms/room-composer.
import { LiveSocket } from "lms/live-socket";
import { RoomComposer } from "lms/room-composer";
import { RoomPosts } from "lms/room-posts";
import { RoomThreads } from "lms/room-threads";
import { RoomVoice } from "lms/room-voice";

export class LiveDiscussion extends HTMLElement {
  connectedCallback() {
    const { room, seq, epoch, step } = this.dataset;
    this.step = step ?? "";
    this.voice = new RoomVoice(this);
    this.posts = new RoomPosts(this);
    this.threads = new RoomThreads(this);
    this.socket = new LiveSocket(`/ws/discussions/${room}/`, {
      seq: Number(seq),
      epoch,
      events: this.dataset.events,
      onEvent: (event) => this.apply(event),
      onFrame: (frame) => this.hear(frame),
      onState: (state) => this.show(state),
    });
    const form = this.querySelector("[data-composer]");
    if (form) this.composer = new RoomComposer(this, form);
    this.onclick = (event) => this.clicked(event);
    this.onkeydown = (event) => this.pressed(event);
    this.socket.open();
    this.posts.readSoon();
  }

  disconnectedCallback() {
    this.posts?.end();
    this.voice?.end();
    this.socket?.close();
    this.composer?.end();
  }

  // The id of the thread that stands open; beside a step it may come with its first post.
  get open() {
    return this.dataset.open ?? "";
  }

  say(name, values = {}) {
    return (this.dataset[`say${name}`] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  }

  show(state) {
    this.state = state;
    this.voice.state(state);
    if (state === "connected") this.composer?.resume();
  }

  hear(frame) {
    if (frame.type === "here") this.voice.here(frame);
    if (frame.type === "typing" && frame.user !== this.dataset.me && String(frame.thread) === this.open) this.voice.typing(frame);
    if (frame.type === "access" || frame.type === "ready") this.allow(frame.may_post, frame.why);
    if (frame.type === "reload") this.reload();
    if (frame.type === "inbox") document.dispatchEvent(new CustomEvent("inbox:count", { detail: frame.unread }));
  }

  // Replace the element with the fragment's id; if there is none and something new was said, append.
  apply(event) {
    if (event.kind === "lock") this.lock(event);
    if (event.kind === "session") this.sessionMoved();
    if (!event.html) return;
    const shell = document.createElement("template");
    shell.innerHTML = event.html;
    const element = shell.content.firstElementChild;
    if (element.matches(".post")) this.applyPost(event.kind, element);
    else this.threads.take(element, event.kind);
  }

  applyPost(kind, element) {
    const isNews = kind === "post" && !document.getElementById(element.id);
    const isMine = element.dataset.author === this.dataset.me;
    this.posts.take(kind, element);
    this.composer?.arrived(element);
    if (!isNews) return;
    this.threads.heard(element, isMine);
    if (isMine) document.body.dispatchEvent(new CustomEvent("room:said"));
    else if (element.dataset.thread === this.open) this.voice.news(element.querySelector(".person")?.textContent ?? "");
    this.posts.readSoon();
  }

  // A room or one thread was closed or opened. Who may write otherwise (a mute) is the server's word: `allow`.
  lock({ thread, locked }) {
    if (thread && String(thread) !== this.open) return;
    if (thread) this.threadLocked = locked;
    else this.roomLocked = locked;
    this.allow(this.mayPost ?? true);
  }

  allow(mayPost, why = "") {
    this.mayPost = mayPost;
    const list = this.posts.list;
    const closed = this.threadLocked ?? list?.dataset.locked === "true";
    if (mayPost && closed) return this.composer?.allow(false, this.say("ThreadClosed"));
    if (mayPost && this.roomLocked) return this.composer?.allow(false, this.say("Closed"));
    this.composer?.allow(mayPost, why);
  }

  // Whatever shows sessions fetches itself again.
  sessionMoved() {
    for (const element of document.querySelectorAll("[data-sessions]")) window.htmx?.trigger(element, "session");
  }

  clicked(event) {
    const reply = event.target.closest('[data-act="reply"]');
    if (!reply || !this.composer || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const post = reply.closest(".post");
    this.composer.replyTo(post.id.replace("post-", ""), post.querySelector(".person")?.textContent ?? "");
  }

  // Escape closes what was opened, and stands where it was opened.
  pressed(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (this.voice.close(event.target)) return;
    const details = event.target.closest("details[open]");
    if (!details || !this.contains(details)) return;
    details.open = false;
    details.querySelector("summary").focus();
  }

  reload() {
    if (this.composer?.isEmpty ?? true) location.reload();
    else this.voice.state("offline");
  }
}

customElements.define("live-discussion", LiveDiscussion);

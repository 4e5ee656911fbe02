// <inbox-count data-unread="3" data-count="/me/inbox/count/" data-socket="/ws/inbox/" data-say="{count} unread">
// keeps the number beside "Inbox" true while the page is looked at. The server's number stands without it.
// A room's own socket carries the count already; elsewhere one page of this browser listens for all of them.
import { LiveSocket } from "lms/live-socket";

const STALE = 30_000;
const CHANNEL = "lms-inbox";

export class InboxCount extends HTMLElement {
  connectedCallback() {
    this.askedAt = Date.now();
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.onmessage = (message) => this.show(message.data);
    this.told = (event) => this.tell(event.detail);
    this.turned = () => this.turn();
    document.addEventListener("inbox:count", this.told);
    document.addEventListener("visibilitychange", this.turned);
    this.turn();
  }

  disconnectedCallback() {
    document.removeEventListener("inbox:count", this.told);
    document.removeEventListener("visibilitychange", this.turned);
    this.rest();
    this.channel.close();
  }

  // Looked at: ask once if the number is old, and listen. Not looked at: let another page listen.
  turn() {
    if (document.visibilityState === "hidden") return this.rest();
    if (Date.now() - this.askedAt > STALE) this.ask();
    if (document.querySelector("live-discussion") || this.leave) return;
    this.leave = new AbortController();
    if (!navigator.locks) return this.listen();
    navigator.locks
      .request(CHANNEL, { signal: this.leave.signal }, () => {
        this.listen();
        return new Promise((let_go) => (this.letGo = let_go));
      })
      .catch(() => {});
  }

  listen() {
    if (!this.leave || this.leave.signal.aborted) return;
    this.socket = new LiveSocket(this.dataset.socket, {
      seq: 0,
      epoch: "",
      onEvent() {},
      onFrame: (frame) => frame.type === "inbox" && this.tell(frame.unread),
      onState() {},
    });
    this.socket.open();
  }

  rest() {
    this.leave?.abort();
    this.leave = undefined;
    this.socket?.close();
    this.socket = undefined;
    this.letGo?.();
    this.letGo = undefined;
  }

  async ask() {
    this.askedAt = Date.now();
    const answer = await fetch(this.dataset.count, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok && answer.headers.get("Content-Type")?.includes("json")) this.tell((await answer.json()).unread);
  }

  tell(unread) {
    this.askedAt = Date.now();
    this.show(unread);
    this.channel.postMessage(unread);
  }

  show(unread) {
    if (!Number.isInteger(unread)) return;
    this.hidden = unread === 0;
    this.querySelector("[data-number]").textContent = unread > 99 ? "99+" : unread;
    this.querySelector("[data-words]").textContent = this.dataset.say.replace("{count}", unread);
  }
}

customElements.define("inbox-count", InboxCount);

// One socket that survives: resumes after the last number, notices a gap, comes back with patience.
//   const socket = new LiveSocket("/ws/discussions/5/", { seq, epoch, events, onEvent, onFrame, onState });
// onEvent gets every numbered event once and in order; onFrame what has no number; onState one of "connected",
// "lost", "slow", "offline", "signin", "closed". `events`: where the same facts are had over HTTP; asked every few
// seconds while the socket stays away ("slow"). docs/reference/socket.md has the frames and codes.

const SILENCE = 60_000;
const GAP_WAIT = 2_000;
const LONGEST = 30_000;
const FINAL = { 4403: "closed", 4404: "offline", 4400: "offline", 1009: "offline" };

export class LiveSocket {
  constructor(path, { seq, epoch, events, onEvent, onFrame, onState }) {
    Object.assign(this, { path, seq, epoch, events, onEvent, onFrame, onState });
    this.held = new Map();
    this.tries = 0;
    this.refusals = 0;
    this.wake = () => this.hurry();
  }

  open() {
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.connect();
  }

  close() {
    this.ended = true;
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    clearTimeout(this.gap);
    this.catchUp?.stop();
    this.socket?.close();
  }

  get isOpen() {
    return this.ready === true;
  }

  send(frame) {
    if (this.isOpen) this.socket.send(JSON.stringify(frame));
  }

  connect() {
    clearTimeout(this.timer);
    if (this.ended) return;
    const url = new URL(this.path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.search = new URLSearchParams({ after: this.seq, epoch: this.epoch });
    const socket = new WebSocket(url);
    this.socket = socket;
    this.listen();
    socket.onmessage = (message) => socket === this.socket && this.hear(JSON.parse(message.data));
    socket.onclose = (event) => socket === this.socket && this.lost(event.code);
  }

  hear(frame) {
    this.listen();
    if (frame.type === "event") this.take([frame]);
    else if (frame.type === "batch") this.take(frame.events);
    else if (frame.type !== "beat") this.other(frame);
  }

  other(frame) {
    if (frame.type === "ready") {
      this.ready = true;
      this.tries = this.refusals = 0;
      this.catchUp?.stop();
      this.onState("connected");
    }
    if (frame.type === "reload") this.close();
    this.onFrame(frame);
  }

  // Numbers have no gaps: an older one is known already, a later one waits for those before it.
  take(events) {
    for (const event of events) if (event.seq > this.seq) this.held.set(event.seq, event);
    while (this.held.has(this.seq + 1)) {
      const event = this.held.get(++this.seq);
      this.held.delete(this.seq);
      this.onEvent(event);
    }
    clearTimeout(this.gap);
    if (this.held.size) this.gap = setTimeout(() => this.again(), GAP_WAIT);
  }

  // Somebody else (the page, a catch-up over HTTP) has told everything up to a number.
  reached(seq) {
    if (seq > this.seq) this.seq = seq;
    for (const known of this.held.keys()) if (known <= this.seq) this.held.delete(known);
  }

  again() {
    this.held.clear();
    this.drop();
    this.connect();
  }

  drop() {
    const socket = this.socket;
    this.socket = undefined;
    this.ready = false;
    socket?.close();
  }

  listen() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.again(), SILENCE);
  }

  lost(code) {
    this.ready = false;
    clearTimeout(this.silence);
    if (this.ended) return;
    if (FINAL[code]) return this.finish(FINAL[code]);
    if (code === 4401 && ++this.refusals > 1) return this.finish("signin");
    this.askMeanwhile();
    if (!this.catchUp?.isTelling) this.onState("lost");
    this.timer = setTimeout(() => this.connect(), this.pause(code));
  }

  // What is said is asked for over HTTP meanwhile, by a part that comes when it is first needed.
  async askMeanwhile() {
    if (!this.events) return;
    if (!this.catchUp) {
      const part = await import("lms/catch-up").catch(() => undefined);
      if (!part || this.ready) return;
      this.catchUp ??= new part.CatchUp(this, this.events);
    }
    this.catchUp.start();
  }

  pause(code) {
    if (code === 4401) return 1_000; // signing in gives this browser a new session
    if (code === 4429) return LONGEST;
    const most = Math.min(LONGEST, 2_000 * 2 ** this.tries++);
    return Math.random() * most;
  }

  finish(state) {
    this.close();
    this.onState(state);
    if (state === "offline") this.askMeanwhile(); // no socket will come; the posts still do
  }

  hurry() {
    if (this.ended || document.visibilityState === "hidden") return;
    if (!this.socket || this.socket.readyState > WebSocket.OPEN) {
      this.tries = 0;
      this.connect();
    }
  }
}

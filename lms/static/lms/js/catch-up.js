// What is said while the socket cannot be opened: asked over HTTP every few seconds, and only while somebody looks.
const PATIENCE = 8_000;
const EVERY = 5_000;
const ANSWER = 10_000;

export class CatchUp {
  constructor(socket, address) {
    Object.assign(this, { socket, address, isTelling: false });
  }

  start() {
    this.timer ??= setTimeout(() => this.ask(), PATIENCE);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isTelling = false;
  }

  async ask() {
    if (document.visibilityState !== "hidden") {
      const found = await this.missed();
      if (this.timer === undefined) return; // the socket is back
      if (found?.reload) return this.socket.onFrame({ type: "reload", why: "gap" });
      if (found && found.epoch !== this.socket.epoch) return this.socket.onFrame({ type: "reload", why: "epoch" });
      this.isTelling = Boolean(found);
      this.socket.onState(found ? "slow" : "lost");
      if (found) this.socket.take(found.events);
    }
    this.timer = setTimeout(() => this.ask(), EVERY);
  }

  async missed() {
    try {
      const address = `${this.address}?after=${this.socket.seq}`;
      const response = await fetch(address, { headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(ANSWER) });
      return response.ok ? await response.json() : undefined;
    } catch {
      return undefined;
    }
  }
}

// Carries the outbox from whatever room stands open: the posts written here, and those of pages that are gone.
//   const courier = new Courier({ token: () => "…", told: (item, answer) => true });
// `told` hears every answer that is final, and says whether it is about this page. A post of another page that was
// refused for good stays in the box, with the reason, until its own page opens.
import { drop, everything, once, put, send } from "lms/outbox";
import { sent, upload } from "lms/composer-pictures";

const FIRST = 1_000;
const LONGEST = 30_000;

function isPassing({ status }) {
  return status === 0 || status === 429 || status >= 500;
}

export class Courier {
  constructor({ token, told }) {
    Object.assign(this, { token, told, pause: FIRST });
    this.wake = () => document.visibilityState !== "hidden" && this.hurry();
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }

  // The connection is back, or somebody looks again.
  hurry() {
    this.pause = FIRST;
    this.go();
  }

  // One round after the other; what is written meanwhile is in the next.
  go() {
    clearTimeout(this.timer);
    this.rounds = (this.rounds ?? Promise.resolve()).then(() => this.round());
  }

  // In the order of writing; behind a post that had no answer the others of its thread wait.
  async round() {
    const stuck = new Set();
    let wait = 0;
    for (const item of everything()) {
      if (this.ended) return;
      if (item.refused || stuck.has(item.action)) continue;
      const answer = await once(item, () => this.carry(item));
      if (answer?.ok === false && isPassing(answer)) {
        stuck.add(item.action);
        wait = Math.max(wait, answer.retry * 1_000);
      }
    }
    if (!stuck.size) return void (this.pause = FIRST);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), Math.max(wait, this.pause * (0.5 + Math.random() / 2)));
    this.pause = Math.min(LONGEST, this.pause * 2);
  }

  async carry(item) {
    const token = this.token();
    const ready = await upload(item, token);
    const answer = ready.ok ? await send(item, token) : ready;
    if (isPassing(answer)) return answer;
    drop(item.client_id);
    if (answer.ok) sent(item);
    if (!this.told(item, answer) && !answer.ok) put({ ...item, refused: answer.data.error || true });
    return answer;
  }
}

// The pictures of a post that is being written: made small on this device (which also leaves out where they were taken),
// each with its words, laid on the shelf until the post goes out. Without it one picture goes with the form.
import { fresh } from "lms/outbox";
import { clearAway, fetched, lay } from "lms/picture-shelf";

const MOST = 3;
const SIDE = 1_600;

export class ComposerPictures {
  constructor(form) {
    this.form = form;
    this.root = form.querySelector("[data-pictures]");
    if (!this.root) return;
    this.field = this.root.querySelector('input[type="file"]');
    this.list = this.root.querySelector("[data-picked]");
    this.field.multiple = true;
    this.root.querySelector("[data-plain]").hidden = true;
    this.onchange = () => this.chosen();
    this.field.addEventListener("change", this.onchange);
    for (const item of this.list.children) this.removable(item);
  }

  end() {
    this.field?.removeEventListener("change", this.onchange);
  }

  allow(mayPost) {
    if (this.field) this.field.disabled = !mayPost;
  }

  say(name) {
    return this.root.dataset[`say${name}`] ?? "";
  }

  get items() {
    return this.list ? [...this.list.children] : [];
  }

  // Resolves to a sentence when something is still missing, else to "".
  get missing() {
    const empty = this.items.map((item) => item.querySelector("input")).find((field) => field && field.value.trim() === "");
    if (!empty) return "";
    this.root.open = true;
    empty.focus();
    return this.say("Unsaid");
  }

  get pictures() {
    return this.items.map((item) => ({ key: item.dataset.key, alt: item.querySelector("input")?.value.trim() ?? "" }));
  }

  async chosen() {
    const files = [...this.field.files];
    this.field.value = "";
    this.refuse("");
    for (const file of files) {
      if (this.items.length >= MOST) return this.refuse(this.say("Full"));
      const blob = await smaller(file).catch(() => null);
      if (!blob) this.refuse(`${file.name}: ${this.say("Unread")}`);
      else await this.add(fresh(), blob, "");
    }
  }

  async add(key, blob, alt) {
    await lay(key, blob);
    const item = document.createElement("li");
    item.dataset.key = key;
    const picture = document.createElement("canvas");
    await paint(picture, blob);
    const label = document.createElement("label");
    const field = Object.assign(document.createElement("input"), { className: "input", maxLength: 500, value: alt, dir: "auto" });
    label.append(this.say("Alt"), field);
    item.append(picture, label);
    this.list.append(item);
    this.removable(item);
    this.root.open = true;
    if (this.root.contains(document.activeElement) || document.activeElement === document.body) field.focus();
  }

  removable(item) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link-btn", textContent: this.say("Remove") });
    button.addEventListener("click", () => {
      clearAway(item.dataset.key);
      item.remove();
      this.field.focus();
    });
    item.append(button);
  }

  clear() {
    this.list?.replaceChildren();
    if (this.root) this.root.open = false;
    this.refuse("");
  }

  // What came back from a refusal stands here again.
  async restore(pictures) {
    for (const { key, alt } of pictures) {
      const blob = await fetched(key);
      if (blob && !this.items.some((item) => item.dataset.key === key)) await this.add(key, blob, alt);
    }
  }

  refuse(sentence) {
    if (!this.root) return;
    let line = this.root.querySelector(".error");
    if (!line) {
      line = Object.assign(document.createElement("p"), { className: "error" });
      line.setAttribute("role", "alert");
      this.list.after(line);
    }
    line.hidden = !sentence;
    line.textContent = sentence;
  }
}

// The server has each picture before the post that shows it goes out. Resolves to an answer as of `send`.
export async function upload({ uploads, pictures = [] }, token) {
  for (const { key, alt } of pictures) {
    const blob = await fetched(key);
    if (!blob) continue; // the server has it already
    const body = new FormData();
    body.set("key", key);
    body.set("alt", alt);
    body.set("picture", blob, "picture");
    const response = await fetch(uploads, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token } }).catch(() => null);
    if (!response) return { ok: false, status: 0, data: {}, retry: 0 };
    const data = await response.json().catch(() => ({}));
    if (!response.ok) return { ok: false, status: response.status, data, retry: Number(response.headers.get("Retry-After")) || 0 };
  }
  return { ok: true };
}

export function sent({ pictures = [] }) {
  for (const { key } of pictures) clearAway(key);
}

async function smaller(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/webp", 0.86));
}

async function paint(canvas, blob) {
  const bitmap = await createImageBitmap(blob);
  const scale = 160 / Math.max(bitmap.width, bitmap.height);
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  canvas.setAttribute("aria-hidden", "true");
  bitmap.close();
}

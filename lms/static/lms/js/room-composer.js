// The composer of a live room: sends through the outbox, shows what waits, keeps what was refused.
// Without it the form posts and the page comes back. The box itself: lms/composer-box, lms/mention-list, lms/composer-pictures.
import { ComposerBox } from "lms/composer-box";
import { drop as dropDraft } from "lms/drafts";
import { drop, everything, fresh, put, waiting } from "lms/outbox";

const TYPING_EVERY = 3_000;

export class RoomComposer {
  constructor(room, form) {
    this.room = room;
    this.form = form;
    this.field = form.elements.body;
    const { thread } = form.dataset;
    this.list = room.querySelector(thread ? `ol.thread[data-thread="${CSS.escape(thread)}"]` : "ol.thread");
    this.box = new ComposerBox(form);
    this.onsubmit = (event) => this.submitted(event);
    this.oninput = () => this.typed();
    form.addEventListener("submit", this.onsubmit);
    this.field.addEventListener("input", this.oninput);
    this.equip = this.equip.bind(this);
    form.addEventListener("focusin", this.equip);
    addEventListener("online", this.equip);
    const isSomebodyWaiting = everything().length > 0;
    for (const item of waiting(this.action)) item.refused ? this.giveBack(item, item.refused) : this.showWaiting(item);
    if (isSomebodyWaiting) this.equip();
  }

  // What only a writer needs comes with the first focus, or for what still waits; without a connection, with the next one.
  equip() {
    this.equipped ??= Promise.all([import("lms/mention-list"), import("lms/composer-pictures"), import("lms/outbox-courier")])
      .then((modules) => this.dress(...modules))
      .catch(() => (this.equipped = undefined));
    return this.equipped;
  }

  dress({ MentionList }, { ComposerPictures }, { Courier }) {
    if (this.ended) return;
    this.names = new MentionList(this.form);
    this.pictures = new ComposerPictures(this.form);
    this.pictures.allow(!this.field.disabled);
    this.courier = new Courier({ token: () => this.token, told: (item, answer) => this.answered(item, answer) });
    this.courier.go();
  }

  end() {
    this.ended = true;
    for (const part of [this.courier, this.names, this.box, this.pictures]) part?.end();
    this.form.removeEventListener("focusin", this.equip);
    removeEventListener("online", this.equip);
    this.form.removeEventListener("submit", this.onsubmit);
    this.field.removeEventListener("input", this.oninput);
  }

  get action() {
    return this.form.getAttribute("action");
  }

  get token() {
    return this.form.elements.csrfmiddlewaretoken?.value ?? "";
  }

  get isEmpty() {
    return this.field.value.trim() === "";
  }

  submitted(event) {
    if (event.submitter?.name === "preview") return;
    event.preventDefault();
    this.refuse("");
    if (this.isEmpty) return this.field.focus();
    const missing = this.pictures?.missing;
    if (missing) return this.pictures.refuse(missing);
    const item = this.item();
    put(item);
    this.showWaiting(item);
    this.clear();
    this.equip().then(() => this.courier?.go());
  }

  item() {
    const values = Object.fromEntries([...new FormData(this.form)].filter(([, value]) => typeof value === "string"));
    for (const name of ["csrfmiddlewaretoken", "alt", "picture"]) delete values[name];
    const pictures = this.pictures?.pictures ?? [];
    values.images = pictures.map(({ key }) => key).join(" ");
    return { action: this.action, client_id: values.client_id, fields: values, pictures, uploads: this.form.dataset.uploads };
  }

  clear() {
    this.field.value = "";
    this.form.elements.client_id.value = fresh();
    this.replyTo("", "");
    this.pictures?.clear();
    this.box.typed();
    this.form.querySelector("#say-preview")?.replaceChildren();
    dropDraft(this.form.querySelector("auto-save")?.getAttribute("key"));
    this.form.dispatchEvent(new CustomEvent("draft:sent"));
    this.field.focus();
  }

  // What became of a post; one of another page is not ours to show.
  answered(item, { ok, data }) {
    if (ok && data.finished) document.body.dispatchEvent(new CustomEvent("step:done"));
    if (item.action !== this.action) return false;
    if (!ok) this.giveBack(item, data.error);
    else {
      if (data.held) this.box.note(this.form.dataset.sayHeld);
      this.arrived(document.getElementById(`post-${data.post}`), item.client_id, data);
    }
    return true;
  }

  resume() {
    this.courier?.hurry();
  }

  // Refused for good: the words go back into the box, with the reason.
  giveBack(item, sentence) {
    drop(item.client_id);
    this.ghost(item.client_id)?.remove();
    this.field.value = [item.fields.body, this.field.value].filter(Boolean).join("\n\n");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    if (item.pictures?.length) this.equip().then(() => this.pictures?.restore(item.pictures));
    this.refuse(typeof sentence === "string" ? sentence : this.room.say("Failed"));
  }

  refuse(sentence) {
    const line = this.form.querySelector("[data-error]");
    if (!line) return;
    line.hidden = !sentence;
    line.querySelector("span").textContent = sentence;
    this.field.toggleAttribute("aria-invalid", Boolean(sentence));
  }

  ghost(client_id) {
    return document.getElementById(`waiting-${client_id}`);
  }

  // What was sent and is not there yet stands at the end, as plain text, with a word that says so.
  showWaiting(item) {
    if (this.ghost(item.client_id)) return;
    const shell = document.createElement("li");
    shell.id = `waiting-${item.client_id}`;
    shell.className = "post post-waiting";
    const words = document.createElement("p");
    words.textContent = item.fields.body;
    const state = document.createElement("p");
    state.className = "quiet";
    state.textContent = this.room.say("Waiting");
    shell.append(words, state);
    this.list?.append(shell);
    this.room.querySelector("[data-empty]")?.remove();
  }

  // The post is in the room: by its frame, or by the answer when the socket is away.
  arrived(element, client_id, data) {
    if (client_id && element) this.ghost(client_id)?.remove();
    else if (client_id) this.expected = { ...this.expected, [data.post]: client_id };
    const id = element?.id.replace("post-", "");
    if (id && this.expected?.[id]) this.ghost(this.expected[id])?.remove();
    if (client_id && !element && !this.room.socket.isOpen) this.fetchMissed();
  }

  async fetchMissed() {
    const response = await fetch(`${this.room.dataset.events}?after=${this.room.socket.seq}`).catch(() => null);
    if (!response?.ok) return;
    const { events = [] } = await response.json();
    this.room.socket.take(events);
  }

  allow(mayPost, why = "") {
    const note = this.form.querySelector("[data-closed]");
    this.field.disabled = !mayPost;
    for (const button of this.form.querySelectorAll('[type="submit"]')) button.disabled = !mayPost;
    this.pictures?.allow(mayPost);
    if (note) {
      note.hidden = mayPost;
      if (why) note.textContent = why;
    }
  }

  replyTo(id, name) {
    this.form.elements.reply_to.value = id;
    const line = this.form.querySelector("[data-replying]");
    line.hidden = !id;
    line.replaceChildren();
    if (!id) return;
    const stop = Object.assign(document.createElement("button"), { type: "button", className: "link-btn", textContent: this.room.say("Cancel") });
    stop.addEventListener("click", () => this.replyTo("", ""));
    line.append(`${this.room.say("Reply", { name })} `, stop);
    this.field.focus();
  }

  typed() {
    const thread = Number(this.room.querySelector("ol.thread[data-thread]")?.dataset.thread);
    if (!thread || this.isEmpty || Date.now() - (this.typedAt ?? 0) < TYPING_EVERY) return;
    this.typedAt = Date.now();
    this.room.socket.send({ type: "typing", thread });
  }
}

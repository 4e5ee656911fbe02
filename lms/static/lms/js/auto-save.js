// <auto-save key="post:12"><textarea>…</textarea><p class="saved" role="status" data-kept="Draft kept"></p></auto-save>
// Keeps what is typed on this device, says when in words, and brings it back. The words come from the server:
// data-kept on the status line ("Draft kept", then the hour), data-back for a restored one.
// A draft ends when htmx says that the form was taken, when the page after an ordinary post arrives (lms/drafts),
// or when a script that sends the form itself dispatches "draft:sent" on it.
import { drop, keep, kept, sending } from "lms/drafts";

const PAUSE = 600;

export class AutoSave extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    if (!this.field) return;
    this.key = this.getAttribute("key") || `${location.pathname}#${this.field.name}`;
    this.restore();
    this.field.addEventListener("input", () => this.wait());
    this.field.addEventListener("blur", () => this.save());
    this.field.form?.addEventListener("htmx:afterRequest", (event) => this.answered(event));
    this.field.form?.addEventListener("draft:sent", () => this.end());
    // on the document, so that whoever sends the form by script has said so before
    this.onsubmit = (event) => this.sent(event);
    document.addEventListener("submit", this.onsubmit);
  }

  disconnectedCallback() {
    document.removeEventListener("submit", this.onsubmit);
    if (this.dirty) this.save();
  }

  restore() {
    const draft = kept(this.key);
    if (!draft || draft.text === this.field.value || this.field.value !== "") return;
    this.field.value = draft.text;
    this.say("back", draft.at);
    this.field.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
  }

  wait() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  save() {
    clearTimeout(this.timer);
    if (!this.dirty) return;
    this.dirty = false;
    if (this.field.value.trim() === "") return drop(this.key);
    const at = keep(this.key, this.field.value);
    if (at) this.say("kept", at);
  }

  sent(event) {
    if (event.target !== this.field.form) return;
    this.save();
    if (!event.defaultPrevented) sending(this.key);
  }

  answered(event) {
    if (event.detail?.successful && event.detail.elt === this.field.form) this.end();
  }

  end() {
    clearTimeout(this.timer);
    this.dirty = false;
    drop(this.key);
    const line = this.querySelector('[role="status"]');
    if (line) line.textContent = "";
  }

  say(word, at) {
    const line = this.querySelector('[role="status"]');
    if (!line) return;
    const hour = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { hour: "numeric", minute: "2-digit" });
    line.textContent = `${line.dataset[word] ?? line.dataset.kept ?? ""} ${hour.format(at)}`.trim();
  }
}

customElements.define("auto-save", AutoSave);

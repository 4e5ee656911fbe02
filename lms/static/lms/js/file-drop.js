// <file-drop data-limit="1000000" data-too-large="…" data-chosen="Chosen:"><input type="file"><p hidden><span data-say>…</span></p></file-drop>
// Lets a file be dropped anywhere on its form, and pasted, into the file field inside it. Says what was chosen, and
// says at once when it is too large, before it is sent. Nothing is read here; without the script the field is a field.
const OVER = "is-over";

export class FileDrop extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector('input[type="file"]');
    this.zone = this.closest("form");
    if (!this.field || !this.zone) return;
    this.hint = this.querySelector("[data-say]");
    if (this.hint) {
      this.words = this.hint.textContent;
      this.hint.setAttribute("role", "status");
      this.hint.parentElement.hidden = false;
    }
    this.classList.add("is-awake");
    this.onpaste = (event) => this.pasted(event);
    this.zone.addEventListener("dragover", (event) => this.over(event));
    this.zone.addEventListener("dragleave", (event) => this.left(event));
    this.zone.addEventListener("drop", (event) => this.dropped(event));
    this.field.addEventListener("change", () => this.chosen());
    document.addEventListener("paste", this.onpaste);
    this.zone.addEventListener("submit", (event) => this.sent(event));
    if (this.field.files.length > 0) this.chosen();
  }

  disconnectedCallback() {
    document.removeEventListener("paste", this.onpaste);
  }

  over(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.classList.add(OVER);
  }

  left(event) {
    if (!this.zone.contains(event.relatedTarget)) this.classList.remove(OVER);
  }

  dropped(event) {
    this.classList.remove(OVER);
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    this.take(event.dataTransfer.files[0]);
  }

  pasted(event) {
    const file = event.clipboardData?.files[0];
    if (!file) return;
    event.preventDefault();
    this.take(file);
  }

  take(file) {
    const one = new DataTransfer();
    one.items.add(file);
    this.field.files = one.files;
    this.chosen();
    this.zone.querySelector('[type="submit"]')?.focus();
  }

  get isTooLarge() {
    const file = this.field.files[0];
    return Boolean(file) && file.size > Number(this.dataset.limit || Infinity);
  }

  chosen() {
    const file = this.field.files[0];
    this.field.setCustomValidity(this.isTooLarge ? this.dataset.tooLarge : "");
    if (!this.hint) return;
    if (!file) this.hint.textContent = this.words;
    else if (this.isTooLarge) this.hint.textContent = `${file.name}: ${this.dataset.tooLarge}`;
    else this.hint.textContent = `${this.dataset.chosen} ${file.name}`;
  }

  sent(event) {
    if (!this.isTooLarge) return;
    event.preventDefault();
    this.field.reportValidity();
  }
}

customElements.define("file-drop", FileDrop);

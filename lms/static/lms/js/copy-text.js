// <copy-text><input or textarea readonly><button hidden data-done="Copied">: a button that puts the text on the clipboard.
// Without it the text can be selected and copied by hand; the button stays hidden.

const SAID_MS = 4_000;

export class CopyText extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input, textarea");
    this.button = this.querySelector("button");
    if (!this.field || !this.button || !navigator.clipboard) return;
    this.words = this.button.querySelector("[role=status]") ?? this.button;
    this.usual = this.words.textContent;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.field.value);
    } catch {
      this.field.select();
      return;
    }
    this.words.textContent = this.button.dataset.done;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.words.textContent = this.usual; }, SAID_MS);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }
}

customElements.define("copy-text", CopyText);

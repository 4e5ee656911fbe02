// <copy-text><input or textarea readonly><button hidden data-done="Copied"><span>…<span role="status">: a button that puts the text on the clipboard.
// Without it the text can be selected and copied by hand; the button stays hidden.

const SAID_MS = 4_000;

export class CopyText extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input, textarea");
    this.button = this.querySelector("button");
    if (!this.field || !this.button || !navigator.clipboard) return;
    this.words = this.button.querySelector("span");
    this.aloud = this.querySelector("[role=status]");
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
    this.say(this.button.dataset.done, this.button.dataset.done);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(this.usual, ""), SAID_MS);
  }

  say(words, aloud) {
    this.words.textContent = words;
    this.aloud.textContent = aloud;
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }
}

customElements.define("copy-text", CopyText);

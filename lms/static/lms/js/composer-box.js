// The box in which one writes: it grows where CSS cannot, Ctrl or Cmd and Enter posts, and what is left to write is said
// near the limit alone. Longer text is kept whole: the server says what to do with it.

const NEAR = 300;
const TOLD = [NEAR, 100, 20, 0];

export class ComposerBox {
  constructor(form) {
    this.form = form;
    this.field = form.elements.body;
    this.line = form.querySelector("[data-count]");
    this.limit = Number(form.dataset.limit) || 4_000;
    this.grows = !CSS.supports("field-sizing", "content");
    this.oninput = () => this.typed();
    this.onkeydown = (event) => this.pressed(event);
    this.field.addEventListener("input", this.oninput);
    this.field.addEventListener("draft:restored", this.oninput);
    this.field.addEventListener("keydown", this.onkeydown);
    this.typed();
  }

  end() {
    this.field.removeEventListener("input", this.oninput);
    this.field.removeEventListener("draft:restored", this.oninput);
    this.field.removeEventListener("keydown", this.onkeydown);
  }

  typed() {
    if (this.grows) {
      this.field.style.blockSize = "auto";
      this.field.style.blockSize = `${this.field.scrollHeight + 2}px`;
    }
    this.count();
  }

  // As the server counts: characters, not their halves.
  count() {
    if (!this.line) return;
    const { length } = this.field.value;
    const left = length < this.limit - NEAR ? this.limit - length : this.limit - [...this.field.value.trim()].length;
    this.line.hidden = left > NEAR;
    this.line.classList.toggle("is-over", left < 0);
    this.line.textContent = left > NEAR ? "" : this.words(left);
    const step = TOLD.findLastIndex((border) => left <= border);
    if (step > (this.step ?? -1)) this.tell(this.words(left));
    this.step = step;
  }

  words(left) {
    const words = left < 0 ? this.form.dataset.sayOver : this.form.dataset.sayLeft;
    return (words ?? "").replace("{count}", Math.abs(left));
  }

  // A word about what was sent; it stands until one writes on.
  note(words) {
    this.line.hidden = false;
    this.line.textContent = words;
    this.tell(words);
  }

  tell(words) {
    const line = this.form.querySelector("[data-tell]");
    if (line) line.textContent = words;
  }

  pressed(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit(this.form.querySelector('[type="submit"]:not([name])'));
  }
}

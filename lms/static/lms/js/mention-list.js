// After an "@" and a letter: people of the room whose name begins so, as a listbox of the field (arrows, Enter or Tab,
// Escape). Only a help: a name that is typed out means the same person.

const PAUSE = 150;
const TYPED = /(?:^|[\s(*_>"'“‘])@([^\s@][^@\n]{0,39})$/u;

export class MentionList {
  constructor(form, field = form.elements.body) {
    this.form = form;
    this.field = field;
    this.list = form.querySelector("[data-names]");
    this.url = form.dataset.members;
    if (!this.list || !this.url) return;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    this.oninput = () => this.wait();
    this.onkeydown = (event) => this.pressed(event);
    this.onblur = () => setTimeout(() => this.close(), PAUSE);
    this.onpick = (event) => this.picked(event);
    field.addEventListener("input", this.oninput);
    field.addEventListener("keydown", this.onkeydown, true); // before the box: its Enter takes a name, and does not post
    field.addEventListener("blur", this.onblur);
    this.list.addEventListener("mousedown", this.onpick);
  }

  end() {
    clearTimeout(this.timer);
    this.field.removeEventListener("input", this.oninput);
    this.field.removeEventListener("keydown", this.onkeydown, true);
    this.field.removeEventListener("blur", this.onblur);
    this.list?.removeEventListener("mousedown", this.onpick);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  // What stands between the "@" and the caret.
  get typed() {
    const { selectionStart, selectionEnd, value } = this.field;
    if (selectionStart !== selectionEnd) return null;
    return TYPED.exec(value.slice(Math.max(0, selectionStart - 42), selectionStart))?.[1] ?? null;
  }

  wait() {
    clearTimeout(this.timer);
    if (this.typed === null) return this.close();
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const start = this.typed;
    if (start === null) return;
    const response = await fetch(`${this.url}?${new URLSearchParams({ q: start })}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok || start !== this.typed) return;
    const { members = [] } = await response.json().catch(() => ({}));
    const isWhole = members.length === 1 && members[0].name === start;
    if (members.length === 0 || isWhole) return this.close();
    this.show(members);
  }

  show(members) {
    this.list.replaceChildren(
      ...members.map(({ name }, at) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${at}`;
        option.setAttribute("role", "option");
        option.dataset.name = name;
        option.textContent = name;
        return option;
      }),
    );
    this.list.hidden = false;
    this.choose(0);
    this.tell(members.length);
  }

  choose(at) {
    const options = [...this.list.children];
    this.at = (at + options.length) % options.length;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === this.at)));
    this.field.setAttribute("aria-activedescendant", options[this.at].id);
    options[this.at].scrollIntoView({ block: "nearest" });
  }

  tell(count) {
    const line = this.form.querySelector("[data-tell]");
    if (line) line.textContent = (this.form.dataset.sayNames ?? "").replace("{count}", count);
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.list.replaceChildren();
    this.field.removeAttribute("aria-activedescendant");
  }

  pressed(event) {
    if (!this.isOpen || event.isComposing) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) this.choose(this.at + moves[event.key]);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || (event.key === "Tab" && !event.shiftKey)) this.take(this.list.children[this.at].dataset.name);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  picked(event) {
    event.preventDefault(); // the field keeps its focus
    const option = event.target.closest("[data-name]");
    if (option) this.take(option.dataset.name);
  }

  take(name) {
    const start = this.typed;
    const caret = this.field.selectionStart;
    if (start === null) return this.close();
    this.field.setRangeText(`@${name} `, caret - start.length - 1, caret, "end");
    this.close();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

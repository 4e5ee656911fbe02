// <post-deeds><template>…five buttons…</template></post-deeds>, once a page: "React" under any post opens them in place,
// pressed where the reader has reacted already. Without it "React" leads to the post's own page. Posts are the same bytes
// for everybody: what is the reader's own is known by their public id.

const ID = 8;

export class PostDeeds extends HTMLElement {
  connectedCallback() {
    this.me = document.body.dataset.user ?? "";
    this.panel = this.querySelector("template")?.content.firstElementChild;
    if (!this.panel || !this.me) return;
    this.onclick = (event) => this.clicked(event);
    this.onkeydown = (event) => this.pressed(event);
    document.addEventListener("click", this.onclick);
    document.addEventListener("keydown", this.onkeydown);
    this.mark();
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.onclick);
    document.removeEventListener("keydown", this.onkeydown);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
  }

  // Whatever fragment comes later is marked by itself: no reaction to one's own post, one's own reactions in bold.
  mark() {
    this.sheet = new CSSStyleSheet();
    const mine = `[data-who~="${CSS.escape(this.me.slice(0, ID))}"]`;
    this.sheet.replaceSync(`@layer components { .post[data-author="${CSS.escape(this.me)}"] [data-act="react"] { display: none; } ${mine} { font-weight: 620; } .mention[data-person~="${CSS.escape(this.me)}"] { font-weight: 620; } }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet];
  }

  clicked(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest('[data-act="react"]');
    if (link) {
      event.preventDefault();
      return link.getAttribute("aria-expanded") === "true" ? this.close() : this.open(link);
    }
    const button = event.target.closest(".react button[data-key]");
    if (button && this.link) return this.react(button);
    if (this.link && !event.target.closest(".react")) this.close();
  }

  pressed(event) {
    const link = event.target.closest?.('[data-act="react"]');
    if (link && event.key === " ") {
      event.preventDefault();
      link.click();
    }
    if (event.key !== "Escape" || !this.link) return;
    event.preventDefault();
    const { link: opener } = this;
    this.close();
    opener.focus();
  }

  open(link) {
    this.close();
    this.link = link;
    this.shown = this.panel.cloneNode(true);
    const post = link.closest(".post");
    for (const button of this.shown.querySelectorAll("[data-key]")) {
      const who = post.querySelector(`.signs [data-sign="${button.dataset.key}"]`)?.dataset.who ?? "";
      button.setAttribute("aria-pressed", String(who.split(" ").includes(this.me.slice(0, ID))));
    }
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "true");
    link.after(this.shown);
  }

  close() {
    this.shown?.remove();
    this.link?.setAttribute("aria-expanded", "false");
    this.link = this.shown = null;
  }

  async react(button) {
    const post = this.link.closest(".post");
    const had = post.contains(document.activeElement);
    const body = new URLSearchParams({ sign: button.dataset.key, on: button.getAttribute("aria-pressed") === "true" ? "0" : "1" });
    const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    const response = await fetch(`/posts/${post.id.replace("post-", "")}/reaction/`, { method: "POST", body, headers: { Accept: "application/json", ...token } }).catch(() => null);
    const data = await response?.json().catch(() => ({}));
    if (!response?.ok) return this.refuse(data?.error);
    const shell = document.createElement("template");
    shell.innerHTML = data.html;
    const element = shell.content.firstElementChild;
    this.close();
    const now = document.getElementById(post.id) ?? post;
    const elsewhere = now.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
    now.replaceWith(element);
    window.htmx?.process(element);
    const isFree = document.activeElement === document.body;
    if (isFree && (elsewhere || had)) element.querySelector(`[data-act="${CSS.escape(elsewhere ?? "react")}"]`)?.focus({ preventScroll: true });
  }

  refuse(sentence) {
    const line = this.shown?.querySelector(".error");
    if (!line) return;
    line.hidden = false;
    line.textContent = sentence || this.dataset.sayFailed;
  }
}

customElements.define("post-deeds", PostDeeds);

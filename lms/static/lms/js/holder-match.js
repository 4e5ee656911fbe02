// <holder-match hidden><ul hidden><li data-hash="…" data-salt="…">…<input type="email"><button>…</button><p role="status" data-yes="…" data-no="…"></p></holder-match>
// Compares an e-mail address with the salted hashes of a credential, in this browser alone. Source: Open Badges 3.0,
// IdentityObject: sha256 of the address and the salt. Older issuers did not lower its letters, so both are tried.
async function hashed(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class HolderMatch extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    this.answer = this.querySelector('[role="status"]');
    if (!globalThis.crypto?.subtle || !this.field || !this.answer) return;
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => this.compare());
    this.field.addEventListener("input", () => (this.answer.textContent = ""));
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.compare();
    });
  }

  async compare() {
    const typed = this.field.value.trim();
    if (typed === "") return this.field.focus();
    let found = false;
    for (const mark of this.querySelectorAll("[data-hash]")) {
      for (const address of new Set([typed.toLowerCase(), typed])) {
        found ||= (await hashed(address + mark.dataset.salt)) === mark.dataset.hash;
      }
    }
    this.answer.textContent = found ? this.answer.dataset.yes : this.answer.dataset.no;
  }
}

customElements.define("holder-match", HolderMatch);

// <about-me salt hash>: compares an e-mail address with the fingerprint in a credential, on this device.
// Nothing is sent. Hidden without scripts, or where the browser has no cryptography (plain http).

async function fingerprint(address, salt) {
  const bytes = new TextEncoder().encode(address.trim().toLowerCase() + salt);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256$${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export class AboutMe extends HTMLElement {
  connectedCallback() {
    if (!globalThis.crypto?.subtle) return;
    this.hidden = false;
    this.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.compare();
    });
  }

  async compare() {
    const said = this.querySelector("[role=status]");
    const found = await fingerprint(this.querySelector("input").value, this.getAttribute("salt"));
    said.textContent = found === this.getAttribute("hash") ? said.dataset.yes : said.dataset.no;
  }
}

customElements.define("about-me", AboutMe);

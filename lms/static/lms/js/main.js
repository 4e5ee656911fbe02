// Registers the elements of this site. A page is whole without them; each makes good HTML better.
// An element's module is fetched when the first one of its kind is on the page.
import "lms/local-time";
import { settle } from "lms/drafts";

const ELEMENTS = {
  "about-me": "lms/about-me",
  "auto-save": "lms/auto-save",
  "copy-text": "lms/copy-text",
  "file-drop": "lms/file-drop",
  "holder-match": "lms/holder-match",
  "inbox-count": "lms/inbox-count",
  "live-discussion": "lms/live-discussion",
  "post-deeds": "lms/post-deeds",
  "session-room": "lms/session-room",
};

function wake() {
  for (const [name, module] of Object.entries(ELEMENTS)) {
    if (!customElements.get(name) && document.querySelector(name)) import(module);
  }
}

settle();
wake();
document.addEventListener("htmx:load", wake);

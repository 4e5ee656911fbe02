// <local-time><time datetime="…">words</time></local-time>: a moment in the reader's own zone and words.
// Without it the server's text stands. form="date" leaves the hour out; form="since" stands within a sentence
// ("4 new since Tuesday"), and of today it names the hour.

const DAY = 86_400_000;

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

export function format(date, language, form = "", today = new Date()) {
  const days = Math.round((midnight(date) - midnight(today)) / DAY);
  const hour = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(date);
  let day;
  if (form === "since" && days === 0) return hour;
  if (Math.abs(days) < 2) {
    day = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
    if (form !== "since") day = day.charAt(0).toLocaleUpperCase(language) + day.slice(1);
  } else if (days < 0 && days > -7) {
    day = new Intl.DateTimeFormat(language, { weekday: "long" }).format(date);
  } else {
    const year = date.getFullYear() === today.getFullYear() ? undefined : "numeric";
    day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year }).format(date);
  }
  return form ? day : `${day}, ${hour}`;
}

export class LocalTime extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time");
    const date = new Date(time?.dateTime ?? "");
    if (Number.isNaN(date.getTime())) return;
    const language = document.documentElement.lang || undefined;
    time.textContent = format(date, language, this.getAttribute("form") ?? "");
    time.title = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" }).format(date);
  }
}

customElements.define("local-time", LocalTime);

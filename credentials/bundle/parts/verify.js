// The page: shows what a credential says and one line for every check. Whatever a file
// says is written as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("bundle").textContent);
  const checks = makeChecks(data, window.jsonld.default ?? window.jsonld);
  const { words } = data;
  const place = document.getElementById("result");
  const LARGEST = 1048576;

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  function day(moment) {
    const date = new Date(moment);
    if (Number.isNaN(date.valueOf())) return String(moment);
    const language = data.language.startsWith("en") ? "en-GB" : data.language;
    return new Intl.DateTimeFormat(language, {
      dateStyle: "long",
      timeZone: "UTC",
    }).format(date);
  }

  const textOf = (value) => (typeof value === "string" ? value : "");

  function facts(credential) {
    const subject = credential.credentialSubject ?? {};
    const rows = [
      [words.earned, textOf(subject.achievement?.name) || textOf(credential.name)],
      [words.by, textOf(subject.name) || nameIn(subject)],
      [words.issuer, textOf(credential.issuer?.name)],
      [words.on, credential.awardedDate ? day(credential.awardedDate) : ""],
      [words.until, credential.validUntil ? day(credential.validUntil) : ""],
    ];
    const list = element("dl", "facts");
    for (const [label, value] of rows.filter((row) => row[1])) {
      list.append(element("dt", "", label), element("dd", "", value));
    }
    return list;
  }

  function nameIn(subject) {
    const names = [subject.identifier ?? []].flat();
    return textOf(names.find((n) => n?.identityType === "name")?.identityHash);
  }

  function line({ name, outcome, why }) {
    const said = words.checks[name];
    const sentence = outcome === "not_checked" ? said.topic : said[outcome];
    const more = outcome === "not_checked" ? words.why[why] : said.detail;
    const mark = element("span", `mark mark-${outcome}`, words.marks[outcome]);
    const text = element("span", "", sentence);
    if (more) text.append(element("small", "", more));
    return element("li", "", mark, text);
  }

  function verdict(answers) {
    const revoked = answers.some((a) => a.name === "status" && a.outcome === "failed");
    if (revoked) return "revoked";
    if (answers.some((a) => a.outcome === "failed")) return "bad";
    return answers.every((a) => a.outcome === "passed") ? "good" : "unknown";
  }

  function show(...parts) {
    place.replaceChildren(...parts);
    place.hidden = false;
    place.focus();
  }

  async function check(credential) {
    show(element("p", "quiet", words.working));
    const answers = await checks.all(credential);
    const found = verdict(answers);
    const heading = element("h2", `verdict verdict-${found}`, words.verdicts[found][0]);
    const list = element("ul", "checks", ...answers.map(line));
    list.setAttribute("role", "list");
    const mind = element("p", "quiet", words.mind);
    const note = element("p", "", words.verdicts[found][1]);
    show(heading, note, facts(credential), list, mind);
    place.dataset.verdict = found;
  }

  async function read(file) {
    delete place.dataset.verdict;
    const bytes = file && file.size <= LARGEST ? await file.arrayBuffer() : null;
    const credential = bytes && unwrap(new Uint8Array(bytes));
    if (credential) return check(credential);
    const sentence = bytes ? words.nothing : words.large;
    return show(element("h2", "verdict verdict-unknown", sentence));
  }

  const shelf = document.getElementById("shelf");
  data.credentials.forEach(({ name, body }) => {
    const button = element("button", "btn btn-quiet", name);
    button.type = "button";
    button.addEventListener("click", () => check(JSON.parse(body)));
    shelf.append(element("li", "", button));
  });
  const input = document.getElementById("file");
  input.addEventListener("change", () => input.files[0] && read(input.files[0]));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    read(event.dataTransfer.files[0]);
  });
  document.getElementById("tool").hidden = false;
})();

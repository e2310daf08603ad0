/* One case of the pairing desk: the item on the left, its candidates on the right, keys for all.
 *
 * data: {subject, candidates, place, undo, embed, canLookFurther, note}; subject and candidates are
 * {id, kind, title, url, when, said, text, language, image, video, duration}, candidates further
 * {article, film, lag, score, state, evidence: [{kind, detail, against}]}.
 * Triggers: decided ({verdict, article, film}), moved (1 or -1), undone, more.
 */

const desks = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".rd-desk");
  let desk = desks.get(root);
  if (!desk) {
    desk = new Desk(root);
    desks.set(root, desk);
  }
  desk.tell = setTriggerValue;
  desk.take(data);
  return () => desk.stop();
}

class Desk {
  constructor(root) {
    this.root = root;
    this.case = root.querySelector(".rd-d-case");
    this.bar = root.querySelector(".rd-d-bar");
    this.list = root.querySelector(".rd-d-list");
    this.none = root.querySelector(".rd-d-none");
    this.status = root.querySelector("[role=status]");
    this.help = root.querySelector(".rd-help");
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.list.addEventListener("click", (event) => this.click(event));
    this.list.addEventListener("focusin", (event) => this.mark(event.target.closest("[data-item-id]")));
  }

  stop() {
    document.removeEventListener("keydown", this.onKey);
    desks.delete(this.root);
  }

  take(data) {
    const same = this.data?.subject.id === data.subject.id;
    const marked = same ? this.marked()?.dataset.itemId : undefined;
    this.data = data;
    this.busy = false;
    this.root.classList.remove("rd-d-busy");
    if (!same) this.case.replaceChildren(...this.subject(data.subject));
    this.list.replaceChildren(...data.candidates.map((candidate) => this.candidate(candidate)));
    this.none.textContent = data.candidates.length ? "" : data.note;
    this.drawBar();
    const nodes = [...this.list.children];
    this.mark(nodes.find((node) => node.dataset.itemId === marked) ?? nodes[0]);
    if (!same) this.status.textContent = `${data.subject.title}: ${data.candidates.length} candidates`;
  }

  /* --- drawing ------------------------------------------------------------------------------- */

  drawBar() {
    const { undo, canLookFurther } = this.data;
    const items = [
      element("span", "rd-d-place", this.data.place),
      button("Previous", "p", () => this.move(-1)),
      button("Next", "n", () => this.move(1)),
    ];
    if (undo) items.push(button(undo, "u", () => this.undo()));
    if (canLookFurther) items.push(button("Look further", "", () => this.send("more", Date.now())));
    items.push(button("Keyboard", "?", () => this.help.showModal()));
    this.bar.replaceChildren(...items);
  }

  subject(item) {
    const title = element("h2", "rd-headline", item.title || "Untitled");
    title.dir = "auto";
    if (item.language) title.lang = item.language;
    const parts = [title, this.facts(item)];
    if (item.video) parts.unshift(this.player(item));
    parts.push(reading(item));
    return parts;
  }

  candidate(item) {
    const node = element("article", "rd-d-candidate");
    node.setAttribute("role", "article");
    node.setAttribute("aria-labelledby", `rd-d-t-${item.id}`);
    node.dataset.itemId = item.id;
    node.tabIndex = 0;
    const head = element("div", "rd-d-head");
    const title = element("h3", "rd-d-title", item.title || "Untitled");
    title.id = `rd-d-t-${item.id}`;
    title.dir = "auto";
    head.append(title, score(item));
    node.append(head, this.facts(item), evidence(item), this.verdicts(item));
    const more = element("div", "rd-d-more");
    if (item.video) more.append(this.player(item));
    more.append(reading(item));
    node.append(more);
    return node;
  }

  verdicts(item) {
    const box = element("div", "rd-d-verdicts");
    const accept = button("Accept", "a", () => this.decide("accept", item));
    accept.classList.add("rd-d-accept");
    box.append(accept, button("Reject", "r", () => this.decide("reject", item)));
    return box;
  }

  facts(item) {
    const line = element("p", "rd-d-facts");
    if (item.lag) line.append(element("strong", "", item.lag));
    for (const fact of [item.when, ...item.said]) if (fact) line.append(element("span", "", fact));
    if (isWeb(item.url)) {
      const link = element("a", "", "Original");
      link.href = item.url;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      line.append(link);
    }
    return line;
  }

  player(item) {
    const box = element("div", "rd-player");
    const facade = element("button", "");
    facade.type = "button";
    facade.setAttribute("aria-label", `Play: ${item.title}`);
    if (isWeb(item.image)) {
      const picture = element("img", "");
      picture.alt = "";
      picture.referrerPolicy = "no-referrer";
      picture.src = item.image;
      facade.append(picture);
    }
    facade.append(element("i", ""), element("small", "", [item.duration, "Plays from YouTube"].filter(Boolean).join(" · ")));
    facade.addEventListener("click", () => {
      if (!isWeb(this.data.embed)) return;
      const frame = element("iframe", "");
      frame.src = `${this.data.embed}${encodeURIComponent(item.video)}?autoplay=1&rel=0`;
      frame.title = item.title;
      frame.allow = "autoplay; encrypted-media; picture-in-picture; fullscreen";
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      box.replaceChildren(frame);
    });
    box.append(facade);
    return box;
  }

  /* --- hands --------------------------------------------------------------------------------- */

  marked() {
    return this.list.querySelector(".rd-d-marked");
  }

  mark(node) {
    if (!node || node === this.marked()) return;
    for (const other of this.list.children) {
      other.classList.toggle("rd-d-marked", other === node);
      if (other === node) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
  }

  click(event) {
    const node = event.target.closest("[data-item-id]");
    if (node) this.mark(node);
  }

  step(by) {
    const nodes = [...this.list.children];
    const at = nodes.indexOf(this.marked());
    const target = nodes[Math.max(0, Math.min(at + by, nodes.length - 1))];
    if (!target) return;
    this.mark(target);
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  /* One press is one decision: until Python has answered, nothing else is sent. */
  send(trigger, value) {
    if (this.busy) return;
    this.busy = true;
    this.root.classList.add("rd-d-busy");
    this.tell(trigger, value);
  }

  decide(verdict, item) {
    if (this.busy) return;
    this.status.textContent = `${verdict === "accept" ? "Accepted" : "Rejected"}: ${item.title}`;
    this.send("decided", { verdict, article: item.article, film: item.film, at: Date.now() });
  }

  move(by) {
    this.send("moved", { by, at: Date.now() });
  }

  undo() {
    if (this.data.undo) this.send("undone", Date.now());
  }

  key(event) {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.repeat) return;
    if (isTyping(event.target) || this.help.open || document.querySelector("[role=dialog]")) return;
    const item = this.data.candidates.find((known) => known.id === this.marked()?.dataset.itemId);
    const hands = {
      j: () => this.step(1),
      k: () => this.step(-1),
      n: () => this.move(1),
      p: () => this.move(-1),
      u: () => this.undo(),
      "?": () => this.help.showModal(),
    };
    if (item) {
      hands.a = () => this.decide("accept", item);
      hands.r = () => this.decide("reject", item);
    }
    const act = hands[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

function score(item) {
  const box = element("span", "rd-d-score", item.score);
  box.title = "How likely they belong together, by the evidence below";
  return box;
}

function evidence(item) {
  const list = element("ul", "rd-d-evidence");
  for (const reason of item.evidence) {
    const row = element("li", reason.against ? "rd-d-against" : "", reason.detail);
    row.dataset.kind = reason.kind;
    list.append(row);
  }
  return list;
}

function reading(item) {
  const box = element("div", "rd-reading rd-d-text");
  box.dir = "auto";
  if (item.language) box.lang = item.language;
  const parts = item.text.split(/\n+/).map((part) => part.trim()).filter(Boolean);
  for (const part of parts) box.append(element("p", "", part));
  if (!parts.length) box.append(element("p", "rd-muted", "The source carries no text of it."));
  return box;
}

function element(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(words, key, act) {
  const node = element("button", "rd-button");
  node.type = "button";
  node.append(element("span", "", words));
  if (key) {
    node.append(element("kbd", "", key));
    node.setAttribute("aria-keyshortcuts", key);
  }
  node.addEventListener("click", (event) => {
    event.stopPropagation();
    act();
  });
  return node;
}

function isWeb(url) {
  return /^https?:\/\//i.test(url ?? "");
}

function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

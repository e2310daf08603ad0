/* The timeline's list: an ARIA feed that Python fills once and that then lives on its own.
 *
 * It loads older items as the reader scrolls, looks for new ones, and answers the keyboard; what
 * changes the page's address (open an item, set a filter) it tells Python. Titles and names come
 * from outside: they are only ever set as text, and only http(s) addresses become links.
 *
 * data: {view, rows, next, newest, api, params, zone, now, days, poll, soon}; rows are those of the JSON
 * API. Triggers: opened (item id), filtered ({name, value}), refreshed (how many came), reload, and
 * drawn (a view, once its list is on the screen: what is slower to draw waits for it).
 */

const PAGE = 50;
const FULL_EVERY = 6; // every so many polls the newest page is read whole, for corrected rows
const lists = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".rd-list");
  let list = lists.get(root);
  if (!list) {
    list = new TimelineList(root);
    lists.set(root, list);
  }
  list.tell = setTriggerValue;
  list.take(data);
  return () => list.stop();
}

class TimelineList extends Rows {
  constructor(root) {
    super();
    this.root = root;
    this.feed = root.querySelector("[role=feed]");
    this.end = root.querySelector(".rd-end");
    this.fresh = root.querySelector(".rd-fresh");
    this.help = root.querySelector(".rd-help");
    this.rows = [];
    this.nodes = new Map();
    this.pending = new Map();
    this.polls = 0;
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.watcher = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) this.older();
    }, { rootMargin: "900px 0px" });
    this.feed.addEventListener("click", (event) => this.click(event));
    this.feed.addEventListener("focusin", (event) => this.rove(event.target.closest("[data-item-id]")));
    this.fresh.addEventListener("click", () => this.showFresh());
    this.ticker = setInterval(() => this.tick(), 20000);
  }

  stop() {
    document.removeEventListener("keydown", this.onKey);
    this.watcher.disconnect();
    clearInterval(this.ticker);
    clearTimeout(this.timer);
    this.request?.abort();
    lists.delete(this.root);
  }

  /* Python ran again: another view starts a new list, the same view only brings news. */
  take(data) {
    this.skew = Date.parse(data.now) - Date.now();
    const same = this.data?.view === data.view;
    this.data = data;
    this.format = formats(data.zone, data.now);
    if (same) this.merge(data.rows);
    else this.reset();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poll(), data.poll * 1000);
  }

  reset() {
    this.request?.abort();
    this.request = undefined;
    const scroller = scrollerOf(this.root);
    const moved = this.rows.length > 0;
    this.pending.clear();
    this.nodes.clear();
    this.feed.replaceChildren();
    this.rows = this.data.rows.slice();
    this.next = this.data.next;
    this.newest = this.data.newest;
    this.draw();
    this.showCount();
    this.feed.setAttribute("aria-busy", "false");
    this.root.classList.remove("rd-waiting");
    if (moved && scroller.scrollTop > this.root.offsetTop) scroller.scrollTop = 0;
    this.watcher.disconnect();
    this.watcher.observe(this.end);
    this.tellDrawn();
  }

  /* After the next frame: a hidden page draws none, so a timer makes sure. */
  tellDrawn() {
    const view = this.data.view;
    let told = false;
    const tell = () => {
      if (told || view !== this.data?.view) return;
      told = true;
      this.tell("drawn", view);
      if (this.data.soon) import(this.data.soon).catch(() => {}); // meanwhile; who needs it asks again
    };
    requestAnimationFrame(() => setTimeout(tell));
    setTimeout(tell, 1000);
  }

  /* --- drawing ------------------------------------------------------------------------------- */

  draw() {
    const known = new Set(this.rows.map((row) => row.id));
    const wanted = [];
    let day = null;
    this.rows.forEach((row, index) => {
      const its = this.format.key(row.published_at);
      if (its !== day) wanted.push(this.divider((day = its), row));
      const slim = row.kind === "video" && row.partners.some((partner) => known.has(partner.id));
      const node = this.nodes.get(row.id) ?? this.article(row, slim);
      node.setAttribute("aria-posinset", String(index + 1));
      node.setAttribute("aria-describedby", `rd-d-${its}`);
      this.nodes.set(row.id, node);
      wanted.push(node);
    });
    place(this.feed, wanted);
    if (!this.feed.querySelector('[tabindex="0"]')) this.rove(this.feed.querySelector("[data-item-id]"));
    this.drawEnd();
  }

  divider(day, row) {
    const key = `day:${day}`;
    const node = this.nodes.get(key) ?? element("div", "rd-day");
    this.nodes.set(key, node);
    node.id = `rd-d-${day}`;
    // A feed owns articles only: readers of the screen hear the day as each article's description.
    node.setAttribute("aria-hidden", "true");
    const counts = this.countsOf(day);
    const words = ["article", "video", "newsletter"]
      .filter((kind) => counts?.[kind])
      .map((kind) => `${counts[kind]} ${kind}${counts[kind] === 1 ? "" : "s"}`);
    node.replaceChildren(element("h2", "", this.format.day(row.published_at)),
      element("span", "", words.join(" · ")));
    return node;
  }

  /* A day that is on the page in full is counted here; of the last one, Python knows the counts. */
  countsOf(day) {
    const rows = this.rows.filter((row) => this.format.key(row.published_at) === day);
    const complete = !this.next || rows.at(-1) !== this.rows.at(-1);
    return complete ? tally(rows) : this.data.days[day];
  }

  drawEnd() {
    this.end.replaceChildren();
    if (this.failed) {
      this.end.append(element("span", "", "Older items could not be loaded; what is here stays."));
      this.end.append(button("Try again", () => this.older(true)));
    } else if (this.next) {
      this.end.append(button("Load older", () => this.older(true)));
    } else if (this.rows.length) {
      this.end.append(element("span", "", "That is everything."));
    }
  }

  /* --- older and newer ------------------------------------------------------------------------- */

  async ask(extra, signal) {
    const query = new URLSearchParams([...this.data.params, ...extra, ["limit", String(PAGE)]]);
    const answer = await fetch(`${this.data.api}?${query}`, { signal, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`The list answered ${answer.status}.`);
    return answer.json();
  }

  async older(asked = false) {
    if (!this.next || this.request || (this.failed && !asked)) return;
    const mine = (this.request = new AbortController());
    this.feed.setAttribute("aria-busy", "true");
    this.end.replaceChildren(element("span", "", "Loading older items …"));
    try {
      const page = await this.ask([["after", this.next]], mine.signal);
      if (mine.signal.aborted) return;
      const known = new Set(this.rows.map((row) => row.id));
      this.rows.push(...page.items.filter((row) => !known.has(row.id)));
      this.next = page.next;
      this.failed = false;
    } catch (error) {
      if (mine.signal.aborted) return;
      this.failed = true;
    }
    this.request = undefined;
    this.feed.setAttribute("aria-busy", "false");
    this.draw();
    // the mark may still be in sight after a short page: look again
    this.watcher.unobserve(this.end);
    this.watcher.observe(this.end);
  }

  async poll() {
    this.polls += 1;
    const view = this.data.view;
    if (!document.hidden) {
      try {
        const whole = !this.newest || this.polls % FULL_EVERY === 0;
        const page = await this.ask(whole ? [] : [["before", this.newest]]);
        if (view !== this.data.view) return;
        this.merge(page.items, page.newest);
        this.root.classList.remove("rd-offline");
      } catch (error) {
        this.root.classList.add("rd-offline");
      }
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poll(), this.data.poll * 1000);
  }

  merge(rows, newest) {
    const oldest = this.rows.at(-1)?.published_at ?? "";
    for (const row of rows) {
      const at = this.rows.findIndex((known) => known.id === row.id);
      if (at >= 0) this.update(at, row);
      else if (row.published_at >= oldest || !this.next) this.pending.set(row.id, row);
    }
    if (newest && (!this.newest || BigInt(newest) > BigInt(this.newest))) this.newest = newest;
    this.showCount();
  }

  update(at, row) {
    if (JSON.stringify(row) === JSON.stringify(this.rows[at])) return;
    this.rows[at] = row;
    const node = this.nodes.get(row.id);
    if (node) this.fill(node, row);
  }

  showCount() {
    const count = this.pending.size;
    this.fresh.hidden = count === 0;
    this.fresh.textContent = count ? `${count >= PAGE ? `${PAGE}+` : count} new` : "";
    this.fresh.dataset.do = "insert";
  }

  showFresh() {
    const scroller = scrollerOf(this.root);
    if (this.fresh.dataset.do === "top") {
      scroller.scrollTop = 0;
      this.fresh.hidden = true;
      return;
    }
    const count = this.pending.size;
    if (count >= PAGE) {
      this.data = undefined;
      this.tell("reload", count);
      return;
    }
    const anchor = this.firstInSight();
    const before = anchor?.getBoundingClientRect().top;
    this.rows.push(...this.pending.values());
    this.rows.sort((a, b) => b.published_at.localeCompare(a.published_at));
    const added = [...this.pending.keys()];
    this.pending.clear();
    this.draw();
    for (const id of added) this.nodes.get(id)?.classList.add("rd-new");
    this.showCount();
    if (anchor && scroller.scrollTop > 40) {
      scroller.scrollTop += anchor.getBoundingClientRect().top - before;
      this.fresh.hidden = false;
      this.fresh.dataset.do = "top";
      this.fresh.textContent = `${count} added above`;
    }
    this.tell("refreshed", count);
  }

  firstInSight() {
    const top = this.fresh.parentElement.getBoundingClientRect().bottom;
    return [...this.feed.querySelectorAll("[data-item-id]")]
      .find((node) => node.getBoundingClientRect().bottom > top);
  }

  /* --- hands ------------------------------------------------------------------------------------- */

  click(event) {
    const pressed = event.target.closest("[data-filter]");
    if (pressed) this.tell("filtered", { name: pressed.dataset.filter, value: pressed.dataset.value });
    const opener = event.target.closest("[data-open]");
    if (!opener || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.open(opener.dataset.open);
  }

  open(id) {
    this.tell("opened", id);
  }

  rove(node) {
    if (!node) return;
    this.feed.querySelectorAll('[tabindex="0"]').forEach((other) => { other.tabIndex = -1; });
    node.tabIndex = 0;
  }

  key(event) {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
    if (isTyping(event.target) || this.help.open || document.querySelector("[role=dialog]")) return;
    const here = document.activeElement?.closest?.("[data-item-id]");
    const row = this.rows.find((known) => known.id === here?.dataset.itemId);
    const onLink = document.activeElement?.closest?.("a, button, summary");
    const hands = {
      j: () => this.step(here, 1),
      k: () => this.step(here, -1),
      "/": () => document.querySelector(".st-key-rd-q input")?.focus(),
      "?": () => this.showHelp(),
    };
    if (row) {
      hands.o = () => isWeb(row.url) && window.open(row.url, "_blank", "noopener");
      if (!onLink) hands.Enter = () => this.open(row.id);
    }
    const act = hands[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  step(here, by) {
    const all = [...this.feed.querySelectorAll("[data-item-id]")];
    const at = here ? all.indexOf(here) + by : all.indexOf(this.firstInSight());
    const target = all[Math.max(0, Math.min(at, all.length - 1))];
    if (!target) return;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
    if (at >= all.length - 3) this.older();
  }

  showHelp() {
    this.help.showModal();
  }

  tick() {
    for (const node of this.feed.querySelectorAll(".rd-ago")) {
      const words = this.ago(node.dataset.at);
      if (node.textContent !== words) node.textContent = words;
    }
  }
}

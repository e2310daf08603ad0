/* The timeline's list: an ARIA feed that Python fills once and that then lives on its own.
 *
 * It loads older items as the reader scrolls, looks for new ones, and answers the keyboard; what
 * changes the page's address (open an item, set a filter) it tells Python. Titles and names come
 * from outside: they are only ever set as text, and only http(s) addresses become links.
 *
 * data: {view, rows, next, newest, api, params, zone, now, days, poll, soon}; rows are those of the JSON
 * API. Triggers: opened (item id), filtered ({name, value}), refreshed (how many came), reload, and
 * drawn ({view, charts}, once its list is on the screen: what is slower to draw waits for it; charts
 * tells whether they are unfolded).
 */

const FULL_EVERY = 6; // every so many polls the newest page is read whole, for corrected rows
const FIRST = 14; // rows that fill the first screen; the others of the page follow with the next frame
const REST_MS = 300; // how long nobody has scrolled before the place is remembered
const REMEMBERED = 2000; // pages; what is further down is not come back to
const lists = new WeakMap();
const wide = matchMedia("(min-width: 801px)"); // as in style.css: on narrower screens charts are folded

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

class TimelineList extends Pages {
  constructor(root) {
    super(root);
    this.end = root.querySelector(".rd-end");
    this.help = root.querySelector(".rd-help");
    this.pending = new Map();
    this.polls = 0;
    this.onKey = (event) => this.key(event);
    this.onScroll = () => {
      this.frame ??= requestAnimationFrame(() => {
        this.frame = undefined;
        this.scrolled();
      });
      clearTimeout(this.rest);
      this.rest = setTimeout(() => this.remember(), REST_MS);
    };
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("scroll", this.onScroll, { capture: true, passive: true });
    window.addEventListener("resize", this.onScroll);
    this.watcher = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) this.older();
    }, { rootMargin: `${COMING + 900}px 0px` });
    this.feed.addEventListener("click", (event) => this.click(event));
    this.feed.addEventListener("focusin", (event) => this.rove(event.target.closest("[data-item-id]")));
    this.fresh.addEventListener("click", () => this.showFresh());
    this.ticker = setInterval(() => this.tick(), 20000);
  }

  stop() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("scroll", this.onScroll, { capture: true });
    window.removeEventListener("resize", this.onScroll);
    cancelAnimationFrame(this.frame);
    this.watcher.disconnect();
    clearInterval(this.ticker);
    clearTimeout(this.timer);
    clearTimeout(this.rest);
    this.drop();
    lists.delete(this.root);
  }

  /* Python ran again: another view starts a new list, the same view only brings news. */
  take(data) {
    this.skew = Date.parse(data.now) - Date.now();
    const same = this.data?.view === data.view;
    this.data = data;
    this.format = formats(data.zone, data.now);
    if (same) this.merge(data.rows);
    else this.reset(rememberedOf(data));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poll(), data.poll * 1000);
  }

  reset(back) {
    const scroller = scrollerOf(this.root);
    const moved = this.pages.length > 0;
    this.drop();
    this.pending.clear();
    this.failed = false;
    this.pages = [this.page(null, this.data.rows, this.data.next)];
    this.newest = this.data.newest;
    if (!back) this.pages[0].part = FIRST;
    this.lay();
    this.drawEnd();
    this.showCount();
    this.feed.setAttribute("aria-busy", "false");
    this.root.dataset.view = this.data.view;
    if (moved && scroller.scrollTop > this.root.offsetTop) scroller.scrollTop = 0;
    if (back) this.goBack(back);
    this.soon(() => {
      this.pages[0].part = undefined;
      this.lay();
      this.watcher.disconnect();
      this.watcher.observe(this.end);
      const charts = wide.matches || document.documentElement.dataset.rdCharts === "open";
      this.tell("drawn", { view: this.data.view, charts });
      if (charts && this.data.soon) import(this.data.soon).catch(() => {}); // meanwhile; who needs it asks again
    });
  }

  /* What is still on its way belongs to another list. */
  drop() {
    this.request?.abort();
    this.request = undefined;
    for (const page of this.pages) page.asked?.abort();
    this.pages = [];
  }

  /* After the next frame: a hidden page draws none, so a timer makes sure. */
  soon(act) {
    const view = this.data.view;
    let done = false;
    const once = () => {
      if (done || view !== this.data?.view) return;
      done = true;
      act();
    };
    requestAnimationFrame(() => setTimeout(once));
    setTimeout(once, 1000);
  }

  /* --- coming back ------------------------------------------------------------------------------ */

  /* The browser keeps with each step of its history where in the list the reader was. */
  remember() {
    const first = this.root.isConnected ? this.firstInSight() : undefined;
    const found = first && this.find(first.dataset.itemId);
    if (!found) return;
    const at = this.pages.indexOf(found.page);
    const pages = this.pages.slice(0, at + 1).map(({ after, count, height }) => [after, count, height]);
    const place = at + found.at === 0 || pages.length > REMEMBERED ? undefined
      : { params: JSON.stringify(this.data.params), pages, id: found.row.id, top: first.getBoundingClientRect().top };
    history.replaceState({ ...history.state, rundown: place }, "");
  }

  async goBack({ pages, id, top }) {
    for (const [after, count, height] of pages.slice(1)) {
      this.pages.push(Object.assign(this.page(after, null, null, count), { height }));
    }
    this.pages.slice(0, -1).forEach((page, at) => { page.next = this.pages[at + 1].after; });
    const page = this.pages.at(-1);
    if (!(await this.bring(page))) return;
    const node = page.nodes.get(id);
    if (node) scrollerOf(this.root).scrollTop += node.getBoundingClientRect().top - top;
    this.lay();
  }

  /* What stands below the last row. As long as more comes by itself it is not seen, for it would
   * move with every page; what is about to come is shown in outline instead. */
  drawEnd() {
    this.end.replaceChildren();
    this.end.classList.toggle("rd-more", Boolean(this.next) && !this.failed);
    if (this.failed) {
      this.end.append(element("span", "", "Older items could not be loaded; what is here stays."));
      this.end.append(button("Try again", () => this.older(true)));
    } else if (!this.next && this.total) {
      this.end.append(element("span", "", "That is everything."));
    }
  }

  /* --- older and newer ------------------------------------------------------------------------- */

  async older(asked = false) {
    if (!this.next || this.request || (this.failed && !asked)) return;
    const mine = (this.request = new AbortController());
    const { next } = this;
    this.feed.setAttribute("aria-busy", "true");
    this.failed = false;
    this.drawEnd();
    try {
      const answer = await this.ask([["after", next]], mine.signal);
      if (mine.signal.aborted) return;
      const known = new Set(this.held().flatMap((page) => page.rows.map((row) => row.id)));
      const rows = answer.items.filter((row) => !known.has(row.id));
      if (this.next === next) this.pages.push(this.page(next, rows, answer.next));
    } catch (error) {
      if (mine.signal.aborted) return;
      if (!(error instanceof Unanswered)) throw error;
      this.failed = true;
    }
    this.request = undefined;
    this.feed.setAttribute("aria-busy", "false");
    this.lay();
    this.drawEnd();
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
        if (view !== this.data?.view) return;
        this.merge(page.items, page.newest);
        this.root.classList.remove("rd-offline");
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        this.root.classList.add("rd-offline");
      }
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poll(), this.data.poll * 1000);
  }

  /* Rows of the newest page: corrected ones are drawn anew, new ones wait until they are asked for. */
  merge(rows, newest) {
    const [first] = this.pages;
    const oldest = this.pages.at(-1)?.to ?? "";
    for (const row of rows) {
      if (this.update(row)) continue;
      const fresh = first?.rows ? row.published_at >= oldest || !this.next : row.published_at > (first?.from ?? "");
      if (fresh) this.pending.set(row.id, row);
    }
    this.sawNewest({ newest });
    this.showCount();
  }

  /* What stands in the list by now no longer waits. */
  sawNewest({ newest }) {
    for (const id of this.pending.keys()) if (this.find(id)) this.pending.delete(id);
    if (newest && (!this.newest || BigInt(newest) > BigInt(this.newest))) this.newest = newest;
    this.showCount();
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
      history.replaceState({ ...history.state, rundown: undefined }, "");
      this.data = undefined;
      this.tell("reload", count);
      return;
    }
    for (const row of this.pending.values()) this.insert(row);
    const added = [...this.pending.keys()];
    this.pending.clear();
    this.lay();
    for (const id of added) this.find(id)?.page.nodes.get(id)?.classList.add("rd-new");
    this.showCount();
    if (scroller.scrollTop > 40) {
      this.fresh.hidden = false;
      this.fresh.dataset.do = "top";
      this.fresh.textContent = `${count} added above`;
    }
    this.tell("refreshed", count);
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
    const row = here && this.find(here.dataset.itemId)?.row;
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

  async step(here, by) {
    const from = here ?? this.firstInSight();
    if (!from) return;
    const target = await this.reveal(Number(from.getAttribute("aria-posinset")) - 1 + (here ? by : 0));
    if (!target) return;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
    if (Number(target.getAttribute("aria-posinset")) >= this.total - 3) this.older();
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

/* Where the reader was in this view, if the browser has just gone back to it. */
function rememberedOf(data) {
  const place = history.state?.rundown;
  return place?.params === JSON.stringify(data.params) ? place : undefined;
}

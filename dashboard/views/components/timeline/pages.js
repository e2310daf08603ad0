/* Which rows are held, and which of them are drawn. Joined after rows.js, before timeline.js.
 *
 * Rows come in pages of the API. Those near the screen are drawn, a few more keep their rows, and
 * of the others only the cursor, the number of rows and the height are known: a reader may scroll
 * through twenty years, and neither the document nor the memory grows. A page that comes near again
 * is asked for again, after the cursor that the page before it ends with; where items have come in
 * between, that cursor is another one, and the page after it is asked for again as well.
 *
 * page: {after, next, count, height, rows, node, nodes, slim, days, from, to, stale, asked, failed, part}
 */

const PAGE = 50;
const MOST = 500; // rows that the API gives at once
const NEAR = 1400; // px beyond the screen in which pages are drawn
const HELD = 8; // pages beyond those that keep their rows
const ROW = 78; // px, as long as nothing better is known
const COMING = 2000; // px kept below the last row for what is about to come, so that nothing is pushed
const AGAIN_MS = 3000; // a page that could not be had is asked for again after that

class Pages extends Rows {
  constructor(root) {
    super();
    this.root = root;
    this.feed = root.querySelector("[role=feed]");
    this.fresh = root.querySelector(".rd-fresh");
    this.pages = [];
  }

  /* The page after the one that `before` is, with rows or, for now, without. */
  page(after, rows, next, count = rows.length) {
    const page = { after, next, count, height: count * ROW, rows: null, nodes: new Map(), days: new Map() };
    if (rows) this.receive(page, rows, next);
    return page;
  }

  receive(page, rows, next) {
    Object.assign(page, { rows, next, count: rows.length, stale: false, failed: 0 });
    page.from = rows[0]?.published_at;
    page.to = rows.at(-1)?.published_at;
    page.days.clear();
    for (const row of rows) {
      const day = this.format.key(row.published_at);
      if (!page.days.has(day)) page.days.set(day, {});
      page.days.get(day)[row.kind] = (page.days.get(day)[row.kind] ?? 0) + 1;
    }
    if (!page.slim) {
      const known = new Set([page, ...this.pages].flatMap((other) => other.rows?.map((row) => row.id) ?? []));
      page.slim = new Set(rows.filter((row) => isSlim(row, known)).map((row) => row.id));
    }
  }

  /* Rows of a page as they are now; what follows it may begin elsewhere than before. */
  again(page, rows, next) {
    const ids = new Set(rows.map((row) => row.id));
    for (const other of this.held()) {
      if (other === page || !other.rows.some((row) => ids.has(row.id))) continue;
      this.receive(other, other.rows.filter((row) => !ids.has(row.id)), other.next);
      other.stale = true;
    }
    this.receive(page, rows, next);
    const at = this.pages.indexOf(page);
    const following = this.pages[at + 1];
    if (!next) this.pages.length = at + 1;
    else if (following && following.after !== next) Object.assign(following, { after: next, stale: true });
  }

  get next() {
    return this.pages.at(-1)?.next;
  }

  get total() {
    return this.pages.reduce((sum, page) => sum + page.count, 0);
  }

  held() {
    return this.pages.filter((page) => page.rows);
  }

  /* The page that holds the row with this id, and where; nothing if it is not held. */
  find(id) {
    for (const page of this.held()) {
      const at = page.rows.findIndex((row) => row.id === id);
      if (at >= 0) return { page, at, row: page.rows[at] };
    }
    return undefined;
  }

  update(row) {
    const found = this.find(row.id);
    if (!found) return false;
    if (JSON.stringify(row) !== JSON.stringify(found.row)) {
      found.page.rows[found.at] = row;
      const node = found.page.nodes.get(row.id);
      if (node) this.fill(node, row);
    }
    return true;
  }

  /* Put a row that came later into its place. Where its page is not held, it comes with that. */
  insert(row) {
    const page = this.pages.find((one) => row.published_at >= (one.to ?? "")) ?? (this.next ? undefined : this.pages.at(-1));
    if (!page) return;
    if (page.rows) {
      const rows = [...page.rows, row].sort((a, b) => b.published_at.localeCompare(a.published_at));
      page.slim = undefined;
      this.receive(page, rows, page.next);
    } else {
      page.count += 1;
      page.height += ROW;
    }
  }

  /* --- drawing ------------------------------------------------------------------------------- */

  /* Draw what is near the screen, leave space for the rest; what the reader sees does not move. */
  lay() {
    const near = this.near();
    const anchor = this.firstInSight();
    const before = anchor?.getBoundingClientRect().top;
    const wanted = [];
    let position = 0;
    let empty = 0; // px of pages that are not drawn: room above the next one, where the feed shows
    this.pages.forEach((page, at) => {
      if (near.has(page) && page.rows) {
        wanted.push(this.draw(page, at, position));
        page.node.style.marginTop = `${empty}px`;
        empty = 0;
      } else {
        this.forget(page, at, near);
        empty += page.height;
      }
      position += page.count;
      if (near.has(page) && (!page.rows || page.stale)) this.recall(page);
    });
    if (this.next && !this.failed) empty += COMING;
    this.feed.style.paddingBottom = `${empty}px`;
    place(this.feed, wanted);
    if (anchor?.isConnected) {
      const moved = anchor.getBoundingClientRect().top - before;
      if (Math.abs(moved) >= 1) scrollerOf(this.root).scrollTop += moved;
    }
    if (!this.feed.querySelector('[tabindex="0"]')) this.rove(this.firstInSight() ?? this.feed.querySelector("[data-item-id]"));
  }

  /* After scrolling: only if other pages are near now. */
  scrolled() {
    const near = this.near();
    const same = this.pages.every((page) => near.has(page) === Boolean(page.node));
    if (!same) this.lay();
  }

  near() {
    const found = new Set(this.wanted ? [this.wanted] : []);
    let top = this.feed.getBoundingClientRect().top;
    for (const page of this.pages) {
      if (page.node) page.height = page.node.offsetHeight || page.height;
      const inReach = top < window.innerHeight + NEAR && top + page.height > -NEAR;
      if (inReach || page.node?.contains(document.activeElement)) found.add(page);
      top += page.height;
    }
    return found;
  }

  /* Not near: its nodes go, and the rows of what is far away. */
  forget(page, at, near) {
    if (!page.rows) return;
    page.node = undefined;
    page.nodes.clear();
    const close = this.pages.slice(Math.max(0, at - HELD), at + HELD + 1);
    if (!close.some((other) => near.has(other))) page.rows = null;
  }

  draw(page, at, position) {
    if (!page.node) {
      page.node = element("div", "rd-page");
      page.node.setAttribute("role", "none");
    }
    const wanted = [];
    let day = [...(this.pages[at - 1]?.days.keys() ?? [])].at(-1);
    page.rows.slice(0, page.part).forEach((row, index) => {
      const its = this.format.key(row.published_at);
      if (its !== day) wanted.push(this.divider((day = its), row, page, at));
      const node = page.nodes.get(row.id) ?? this.article(row, page.slim.has(row.id));
      node.setAttribute("aria-posinset", String(position + index + 1));
      node.setAttribute("aria-setsize", this.next ? "-1" : String(this.total));
      node.setAttribute("aria-describedby", `rd-d-${its}`);
      page.nodes.set(row.id, node);
      wanted.push(node);
    });
    place(page.node, wanted);
    return page.node;
  }

  divider(day, row, page, at) {
    const key = `day:${day}`;
    const node = page.nodes.get(key) ?? element("div", "rd-day");
    page.nodes.set(key, node);
    node.id = `rd-d-${day}`;
    // A feed owns articles only: readers of the screen hear the day as each article's description.
    node.setAttribute("aria-hidden", "true");
    const counts = this.countsOf(day, at);
    const words = ["article", "video", "newsletter"]
      .filter((kind) => counts?.[kind])
      .map((kind) => `${counts[kind]} ${kind}${counts[kind] === 1 ? "" : "s"}`);
    node.replaceChildren(element("h2", "", this.format.day(row.published_at)),
      element("span", "", words.join(" · ")));
    return node;
  }

  /* A day that has come in full is counted here; of the first page's last day, Python knows it. */
  countsOf(day, at) {
    const counts = {};
    let last = at;
    for (; this.pages[last]?.days.has(day); last += 1) {
      for (const [kind, number] of Object.entries(this.pages[last].days.get(day))) {
        counts[kind] = (counts[kind] ?? 0) + number;
      }
    }
    const complete = last < this.pages.length || !this.next || [...this.pages.at(-1).days.keys()].at(-1) !== day;
    return complete ? counts : this.data.days[day];
  }

  /* --- rows that went and are near again ------------------------------------------------------- */

  async ask(extra, signal, limit = PAGE) {
    const query = new URLSearchParams([...this.data.params, ...extra, ["limit", String(limit)]]);
    try {
      const answer = await fetch(`${this.data.api}?${query}`, { signal, headers: { Accept: "application/json" } });
      if (answer.ok) return await answer.json();
      throw new Unanswered(`The list answered ${answer.status}.`);
    } catch (error) {
      throw error instanceof Unanswered ? error : new Unanswered(String(error));
    }
  }

  async recall(page) {
    if (page.asked || Date.now() - (page.failed || 0) < AGAIN_MS) return;
    const mine = (page.asked = new AbortController());
    const limit = Math.min(MOST, Math.max(PAGE, page.count));
    try {
      const answer = await this.ask(page.after ? [["after", page.after]] : [], mine.signal, limit);
      if (!this.pages.includes(page)) return;
      this.again(page, answer.items, answer.next);
      if (!page.after) this.sawNewest(answer);
      this.root.classList.remove("rd-offline");
      this.lay();
    } catch (error) {
      if (!this.pages.includes(page)) return;
      if (!(error instanceof Unanswered)) throw error;
      this.root.classList.add("rd-offline");
      page.failed = Date.now();
      setTimeout(() => this.pages.includes(page) && this.lay(), AGAIN_MS + 10);
    } finally {
      page.asked = undefined;
    }
  }

  /* The node of the row at this position of the whole list, drawn if it was not. */
  async reveal(position) {
    let rest = Math.max(0, Math.min(position, this.total - 1));
    const page = this.pages.find((one) => (rest < one.count ? true : ((rest -= one.count), false)));
    if (!page || !(await this.bring(page))) return undefined;
    return page.nodes.get(page.rows[Math.min(rest, page.rows.length - 1)]?.id);
  }

  /* Draw a page wherever it is. It stays until the next drawing that finds it far away. */
  async bring(page) {
    this.wanted = page;
    if (!page.rows) await this.recall(page);
    if (!page.node) this.lay();
    if (this.wanted === page) this.wanted = undefined;
    return Boolean(page.node?.isConnected);
  }

  firstInSight() {
    const top = this.fresh.parentElement.getBoundingClientRect().bottom;
    for (const page of this.pages) {
      if (!page.node?.isConnected || page.node.getBoundingClientRect().bottom <= top) continue;
      const found = [...page.node.querySelectorAll("[data-item-id]")]
        .find((node) => node.getBoundingClientRect().bottom > top);
      if (found) return found;
    }
    return undefined;
  }
}

/* A film whose article stands in the list is told in a line. */
function isSlim(row, known) {
  return row.kind === "video" && row.partners.some((partner) => known.has(partner.id));
}

/* The server could not be asked; anything else that goes wrong is a fault of ours. */
class Unanswered extends Error {}

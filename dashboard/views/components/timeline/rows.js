/* How one item looks. Needs `format` (see formats) and `skew` (server's clock less ours, ms).
 * Titles and names come from outside: they are only ever set as text. Joined before timeline.js. */

const CARRIED = 4;
const BASIS = {
  stated: "as its source states it",
  stated_without_zone: "stated without a time zone, read as UTC",
  page: "read off its page",
  inferred: "not stated: when it was first seen",
};

class Rows {
  article(row, slim) {
    const node = element("article", `rd-item rd-${row.kind}${slim ? " rd-slim" : ""}`);
    node.setAttribute("role", "article");
    node.setAttribute("aria-labelledby", `rd-t-${row.id}`);
    node.dataset.itemId = row.id;
    node.dataset.slim = slim ? "1" : "";
    node.tabIndex = -1;
    this.fill(node, row);
    return node;
  }

  fill(node, row) {
    const slim = node.dataset.slim === "1";
    node.classList.toggle("rd-gone", row.status === "removed");
    const main = element("div", "rd-main");
    const title = element("h3", "rd-title");
    title.id = `rd-t-${row.id}`;
    const link = element("a", "", row.title || "Untitled");
    link.href = itemAddress(row.id);
    link.dataset.open = row.id;
    link.dir = "auto";
    if (row.language) link.lang = row.language;
    title.append(link);
    main.append(title, this.meta(row, slim));
    if (!slim) for (const partner of row.partners.slice(0, 2)) main.append(this.partner(row, partner));
    if (row.carried.length) main.append(this.carried(row));
    node.replaceChildren(this.time(row), main);
    if (!slim && row.image && isWeb(row.image.url)) node.append(picture(row));
  }

  time(row) {
    const box = element("div", "rd-time");
    const time = element("time", "", (row.date_basis === "stated" ? "" : "~") + this.format.clock(row.published_at));
    time.dateTime = row.published_at;
    time.title = `${this.format.full(row.published_at)} (${BASIS[row.date_basis] ?? BASIS.inferred})`;
    const ago = element("span", "rd-ago", this.ago(row.published_at));
    ago.dataset.at = row.published_at;
    box.append(time, ago);
    return box;
  }

  meta(row, slim) {
    const line = element("div", "rd-meta");
    const kind = element("span", "rd-kind");
    kind.append(icon(row.kind), element("span", "", kindWord(row)));
    line.append(kind);
    for (const state of this.states(row)) line.append(state);
    const facts = slim ? ["with its article"] : [row.sources[0], row.authors.slice(0, 2).join(", ")];
    for (const fact of facts) if (fact) line.append(element("span", "rd-fact", fact));
    if (row.carried_by.length) line.append(this.carriedBy(row.carried_by));
    if (slim) {
      if (row.duration_s) line.append(element("span", "rd-fact", duration(row.duration_s)));
      return line;
    }
    for (const topic of row.topics.slice(0, 2)) line.append(chip("topic", topic.id, topic.name));
    const named = new Set(row.topics.slice(0, 2).map((topic) => topic.name.toLowerCase()));
    row.labels.filter((label) => !named.has(label.toLowerCase())).slice(0, 2)
      .forEach((label) => line.append(chip("label", label, label)));
    return line;
  }

  states(row) {
    const found = [];
    const state = (name, text) => found.push(element("span", `rd-state-${name}`, text));
    if (row.status === "removed") state("removed", "Removed");
    else if (row.status === "private" || row.status === "unlisted") state("quiet", capital(row.status));
    if (row.live_state === "live") state("live", "LIVE");
    if (row.live_state === "upcoming") {
      const starts = row.scheduled_at ? ` · starts ${this.format.soon(row.scheduled_at)}` : "";
      state("upcoming", `Upcoming${starts}`);
    }
    if (row.corrections > 0) found.push(this.changed(row));
    return found;
  }

  /* How often the headline changed; pointing at it, or pressing it, tells what it was before. */
  changed(row) {
    const words = `headline changed${row.corrections > 1 ? ` ${row.corrections}×` : ""}`;
    const earlier = row.earlier_titles ?? [];
    if (!earlier.length) return element("span", "rd-state-changed", words);
    const box = element("details", "rd-state-changed");
    const summary = element("summary", "", words);
    summary.title = `Before: ${earlier.join(" · before that: ")}`;
    const list = element("ol");
    for (const title of earlier) {
      const line = element("li", "", title);
      line.dir = "auto";
      list.append(line);
    }
    box.append(summary, list);
    return box;
  }

  partner(row, partner) {
    const box = element("a", "rd-partner");
    box.href = itemAddress(partner.id);
    box.dataset.open = partner.id;
    const thumb = element("span", "rd-thumb");
    thumb.dataset.kind = partner.kind;
    if (partner.image && isWeb(partner.image.url)) thumb.append(image(partner.image));
    else thumb.append(icon(partner.kind));
    const words = element("span", "rd-ptitle", partner.title);
    words.dir = "auto";
    box.append(thumb, words);
    if (partner.duration_s) box.append(element("span", "rd-pfact", duration(partner.duration_s)));
    box.append(element("span", "rd-pfact", partner.state));
    return box;
  }

  /* What a newsletter carried, in its order: headlines of what is known, else the link's words. */
  carried(row) {
    const list = element("ol", "rd-carried");
    list.setAttribute("aria-label", "What it carried");
    for (const entry of row.carried.slice(0, CARRIED)) {
      const line = element("li", `rd-c-${entry.kind ?? "page"}`);
      line.append(icon(entry.kind ?? "page"), this.carriedLink(entry));
      if (!entry.id) line.append(element("span", "rd-pfact", hostOf(entry)));
      list.append(line);
    }
    const more = row.carried.length - CARRIED;
    if (more > 0) {
      const line = element("li", "rd-c-more");
      const all = element("a", "rd-ctitle", `and ${more} more`);
      all.href = itemAddress(row.id);
      all.dataset.open = row.id;
      line.append(all);
      list.append(line);
    }
    return list;
  }

  carriedLink(entry) {
    const words = entry.title || (entry.opaque ? "A link" : addressOf(entry.url));
    const outside = !entry.id && !entry.opaque && isWeb(entry.url);
    const node = element(entry.id || outside ? "a" : "span", "rd-ctitle", words);
    node.dir = "auto";
    if (entry.id) {
      node.href = itemAddress(entry.id);
      node.dataset.open = entry.id;
    } else if (outside) {
      node.href = entry.url;
      node.target = "_blank";
      node.rel = "noopener noreferrer";
    }
    return node;
  }

  carriedBy(letters) {
    const last = letters[letters.length - 1];
    const words = letters.length > 1 ? `in ${letters.length} newsletters` : `in newsletter of ${this.format.date(last.published_at)}`;
    const node = element("a", "rd-fact rd-in", words);
    node.href = itemAddress(last.id);
    node.dataset.open = last.id;
    node.title = last.title;
    return node;
  }

  ago(moment) {
    return ago((Date.now() + this.skew - Date.parse(moment)) / 1000);
  }
}

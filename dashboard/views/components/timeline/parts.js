/* Parts that know nothing of the list: elements, icons, words for times. Joined before rows.js. */

function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

function button(text, act) {
  const node = element("button", "rd-button", text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

function chip(filter, value, text) {
  const node = element("button", "rd-chip", text);
  node.type = "button";
  node.dataset.filter = filter;
  node.dataset.value = value;
  node.title = `Only ${filter} ${text}`;
  node.dir = "auto";
  return node;
}

function image(picture) {
  const node = element("img");
  node.alt = picture.alt || "";
  node.loading = "lazy";
  node.decoding = "async";
  node.referrerPolicy = "no-referrer";
  node.src = picture.url;
  node.addEventListener("error", () => {
    const box = node.closest(".rd-pic, .rd-thumb");
    box?.classList.add("rd-lost"); // its place stays: what stands below is not to move
    box?.append(icon(box.dataset.kind));
  });
  return node;
}

function picture(row) {
  const box = element("a", `rd-pic${row.video_kind === "short" ? " rd-tall" : ""}`);
  box.href = itemAddress(row.id);
  box.dataset.open = row.id;
  box.dataset.kind = row.kind;
  box.tabIndex = -1;
  box.setAttribute("aria-hidden", "true");
  box.append(image(row.image));
  if (row.kind === "video") {
    box.append(element("span", "rd-play"));
    if (row.duration_s) box.append(element("span", "rd-length", duration(row.duration_s)));
  }
  return box;
}

const SHAPES = {
  article: "M3 1.5h7l3 3v10H3zM5 6h6M5 8.5h6M5 11h4",
  video: "M1.5 3.5h13v9h-13zM6.5 6v4l3.5-2z",
  newsletter: "M1.5 3.5h13v9h-13zM2 4l6 5 6-5",
  page: "M6.5 9.5l3-3M7 5l1.5-1.5a2.5 2.5 0 0 1 4 4L11 9M9 11l-1.5 1.5a2.5 2.5 0 0 1-4-4L5 7",
};

function icon(kind) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "rd-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[kind] ?? SHAPES.article);
  svg.append(path);
  return svg;
}

/* Put the nodes into the parent in this order, moving as few as possible. */
function place(parent, wanted) {
  const keep = new Set(wanted);
  for (const node of [...parent.children]) if (!keep.has(node)) node.remove();
  let at = parent.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

function kindWord(row) {
  if (row.kind !== "video") return capital(row.kind);
  return { short: "Short", live: "Live stream", premiere: "Premiere" }[row.video_kind] ?? "Video";
}

function tally(rows) {
  const counts = {};
  for (const row of rows) counts[row.kind] = (counts[row.kind] ?? 0) + 1;
  return counts;
}

function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function duration(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function ago(seconds) {
  if (seconds < -90) return "";
  if (seconds < 60) return "just now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86400);
  return days < 60 ? `${days} d ago` : "";
}

function isWeb(url) {
  return /^https?:\/\//i.test(url ?? "");
}

/* Where a link leads, or that only its sender knows. */
function hostOf(entry) {
  if (entry.opaque) return "tracked link";
  try {
    return new URL(entry.url).hostname.replace(/^www\./, "");
  } catch {
    return "";
  }
}

function addressOf(url) {
  return url.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
}

function isTyping(node) {
  return node instanceof HTMLElement
    && (node.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(node.tagName));
}

function itemAddress(id) {
  const address = new URL(window.location.href);
  address.searchParams.set("item", id);
  return address.pathname + address.search;
}

function scrollerOf(node) {
  for (let at = node.parentElement; at; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY) && at.scrollHeight > at.clientHeight) return at;
  }
  return document.scrollingElement;
}

function formats(zone, now) {
  const make = (options) => {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
    return (moment) => format.format(new Date(moment));
  };
  return {
    clock: make({ hour: "2-digit", minute: "2-digit" }),
    day: (() => {
      const near = make({ weekday: "long", day: "numeric", month: "long" });
      const year = make({ year: "numeric" });
      return (moment) => near(moment).replace(",", "") + (year(moment) === year(now) ? "" : ` ${year(moment)}`);
    })(),
    date: make({ day: "numeric", month: "short" }),
    full: make({ dateStyle: "full", timeStyle: "long" }),
    soon: make({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
    key: (() => {
      const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
      const known = new Map();
      return (moment) => {
        if (!known.has(moment)) known.set(moment, format.format(new Date(moment)));
        return known.get(moment);
      };
    })(),
  };
}

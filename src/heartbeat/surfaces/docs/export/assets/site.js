// The contents on a phone, the search, and which heading is being read. Everything else works without a script.
(() => {
  const root = document.body.dataset.root;
  const bar = document.querySelector(".bar");
  const field = bar.querySelector("input");
  const hits = bar.querySelector(".hits");
  const menu = bar.querySelector(".menu");
  const MOST = 20;
  const AROUND = 70;
  const LENGTH = 190;
  let loading = null;
  let at = 0;

  document.documentElement.classList.add("scripted");
  menu.addEventListener("click", () => {
    const isOpen = document.body.classList.toggle("tree-open");
    menu.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) window.scrollTo(0, 0);
  });

  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  function load() {
    loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `${root}site/search-index.js`;
      script.onload = () => done(prepared(window.docsIndex));
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  }

  function prepared(pages) {
    return pages.flatMap((page) =>
      page.sections.map(([heading, anchor, text], place) => ({
        page,
        heading,
        anchor,
        text,
        isFirst: place === 0,
        inTitle: plain(`${page.title} ${page.file.replace(/\.html$/, "")}`),
        inHeading: plain(heading),
        inText: plain(text),
      })),
    );
  }

  function worth(section, term) {
    let sum = 0;
    if (term.test(section.inTitle)) sum += section.isFirst ? 6 : 1.5;
    if (term.test(section.inHeading)) sum += 4;
    if (term.test(section.inText)) sum += 1;
    return sum;
  }

  /** The best section of each page that has all words; their beginnings do. */
  function find(sections, words) {
    const terms = words.map((word) => new RegExp(`(?:^|[^\\p{L}\\p{N}])${escaped(plain(word))}`, "u"));
    const best = new Map();
    for (const section of sections) {
      const worths = terms.map((term) => worth(section, term));
      if (worths.some((each) => each === 0)) continue;
      const score = worths.reduce((sum, each) => sum + each, 0);
      if (score > (best.get(section.page)?.score ?? 0)) best.set(section.page, { section, score });
    }
    return [...best.values()].sort((one, other) => other.score - one.score).slice(0, MOST);
  }

  function marked(text, words) {
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(escaped).join("|")})`, "giu");
    const first = Math.max(0, text.search(pattern) - AROUND);
    const start = first === 0 ? 0 : text.indexOf(" ", first) + 1;
    const shown = text.slice(start, start + LENGTH);
    const line = document.createElement("span");
    line.className = "hit-text";
    let done = 0;
    if (start > 0) line.append("… ");
    for (const hit of shown.matchAll(pattern)) {
      const mark = document.createElement("mark");
      mark.textContent = hit[0];
      line.append(shown.slice(done, hit.index), mark);
      done = hit.index + hit[0].length;
    }
    line.append(shown.slice(done), start + LENGTH < text.length ? " …" : "");
    return line;
  }

  function entry({ section }, words) {
    const { page, heading, anchor, isFirst } = section;
    const link = document.createElement("a");
    link.href = `${root}${page.file}${anchor && !isFirst ? `#${anchor}` : ""}`;
    const title = document.createElement("b");
    title.textContent = heading && !isFirst ? `${page.title} › ${heading}` : page.title;
    const trail = document.createElement("span");
    trail.className = "hit-trail";
    trail.textContent = page.trail;
    link.append(title, trail, marked(section.text, words));
    return link;
  }

  function show(nodes) {
    hits.replaceChildren(...nodes);
    hits.hidden = nodes.length === 0;
    choose(0);
  }

  function told(text) {
    const line = document.createElement("p");
    line.textContent = text;
    show([line]);
  }

  function choose(place) {
    const links = [...hits.querySelectorAll("a")];
    at = links.length ? (place + links.length) % links.length : 0;
    links.forEach((link, each) => {
      link.classList.toggle("chosen", each === at);
    });
    if (place !== 0) links[at]?.scrollIntoView({ block: "nearest" });
  }

  async function search() {
    const words = field.value.split(/\s+/).filter(Boolean);
    if (words.length === 0) return show([]);
    try {
      const sections = await load();
      if (words.join(" ") !== field.value.split(/\s+/).filter(Boolean).join(" ")) return;
      const found = find(sections, words);
      if (found.length === 0) told("Nothing has these words.");
      else show(found.map((each) => entry(each, words)));
    } catch {
      told("The search cannot be loaded: site/search-index.js is missing.");
    }
  }

  field.addEventListener("focus", () => load().catch(() => {}));
  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(at + step);
    } else if (event.key === "Enter") hits.querySelectorAll("a")[at]?.click();
    else if (event.key === "Escape") {
      show([]);
      field.blur();
    }
  });
  hits.addEventListener("click", (event) => {
    if (event.target.closest("a")) hits.hidden = true;
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) hits.hidden = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  const list = [...document.querySelectorAll(".here a")];
  const places = list.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const look = () => {
    const current = places.findLastIndex((place) => place && place.getBoundingClientRect().top < 120);
    list.forEach((link, each) => {
      if (each === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  if (list.length > 0) {
    window.addEventListener("scroll", look, { passive: true });
    look();
  }
  const tree = document.querySelector(".tree");
  const open = tree.querySelector("[aria-current=page]");
  if (open && open.offsetTop > tree.clientHeight) tree.scrollTop = open.offsetTop - 120;
})();

(() => {
  "use strict";
  const get = (id) => document.getElementById(id);
  const root = document.documentElement;
  const dump = get("dump");
  const cards = [...document.querySelectorAll("article")];
  const blocks = cards.map((_, at) => get(`d${at}`));
  const narrow = matchMedia("(max-width: 760px)");
  root.classList.add("js");
  root.dataset.pane = "posts";
  if (narrow.matches && get("charts")) get("charts").open = false;

  // Selecting: the card, and its lines

  let selected = -1;

  // What is far off has an estimated height only until it is shown, so it is brought into view again then.
  const reveal = (element, again = 2) => {
    element.scrollIntoView({ block: "nearest" });
    if (again) requestAnimationFrame(() => reveal(element, again - 1));
  };

  const select = (at) => {
    for (const element of [cards[selected], blocks[selected]]) {
      if (element) element.removeAttribute("aria-current");
    }
    selected = at;
    cards[at].setAttribute("aria-current", "true");
    blocks[at].setAttribute("aria-current", "true");
    reveal(cards[at]);
    reveal(blocks[at]);
    try {
      history.replaceState(null, "", `#p${at}`);
    } catch {
      // In a sandboxed frame the address stays as it is.
    }
  };

  const offsets = { posts: 0, dump: 0 };
  const show = (pane) => {
    const before = root.dataset.pane;
    if (pane === before) return;
    offsets[before] = scrollY;
    root.dataset.pane = pane;
    for (const tab of get("tabs").children) tab.setAttribute("aria-pressed", String(tab.dataset.pane === pane));
    if (narrow.matches) scrollTo(0, offsets[pane]);
  };
  get("tabs").addEventListener("click", (event) => {
    const tab = event.target.closest("button");
    if (tab) show(tab.dataset.pane);
  });

  const marking = () => !getSelection().isCollapsed;

  dump.addEventListener("click", (event) => {
    const block = event.target.closest(".block[id]");
    if (!block || marking()) return;
    event.preventDefault();
    show("posts");
    select(Number(block.id.slice(1)));
  });
  get("posts").addEventListener("click", (event) => {
    const card = event.target.closest("article");
    if (!card || marking()) return;
    const tag = event.target.closest("[data-mark]");
    if (tag) {
      choose(tag.dataset.mark);
      return;
    }
    // On a phone a card has no room for its lines beside it: only the link leads there.
    if (event.target.closest("a")) {
      event.preventDefault();
      show("dump");
    }
    select(Number(card.id.slice(1)));
  });

  // Filtering

  const words = get("words");
  const mark = get("mark");
  const side = get("side");
  const limit = get("limit");
  const fold = (text) => text.normalize("NFC").toLowerCase().replace(/\s+/g, " ");
  let texts = null;
  let marks = null;

  const filter = () => {
    const wanted = fold(words.value).trim();
    if (wanted && !texts) texts = blocks.map((block) => fold(block.textContent));
    if (mark.value && !marks) marks = cards.map((card) => card.dataset.marks.split(" "));
    const bound = Number(limit.value) / 100;
    const least = side.value === "least";
    let shown = 0;
    cards.forEach((card, at) => {
      const sure = Number(card.dataset.sure);
      const fits =
        (!wanted || texts[at].includes(wanted)) &&
        (!mark.value || marks[at].includes(mark.value)) &&
        (least ? sure >= bound : sure <= bound);
      card.hidden = !fits;
      blocks[at].classList.toggle("out", !fits);
      shown += fits;
    });
    const all = shown === cards.length;
    const count = (number) => number.toLocaleString("en");
    get("percent").textContent = `${limit.value}%`;
    get("count").textContent = all ? `${count(shown)} posts` : `${count(shown)} of ${count(cards.length)} posts`;
    get("nothing").hidden = shown > 0 || !cards.length;
    get("clear").hidden = all && !words.value && !mark.value;
    // Not on a phone, where it would scroll the field away that is being typed in.
    if (narrow.matches || !shown) return;
    if (selected >= 0 && !cards[selected].hidden) reveal(cards[selected]);
    else if (!all) reveal(blocks[cards.findIndex((card) => !card.hidden)]);
  };

  const choose = (value) => {
    if (![...mark.options].some((option) => option.value === value)) mark.add(new Option(value, value));
    mark.value = mark.value === value ? "" : value;
    filter();
  };

  get("filter").addEventListener("input", filter);
  get("filter").addEventListener("submit", (event) => event.preventDefault());
  get("filter").addEventListener("reset", () => setTimeout(filter));
  side.addEventListener("change", () => {
    // At most 0% and at least 100% would hide nearly all: the other end hides nothing.
    limit.value = side.value === "least" ? 0 : 100;
    filter();
  });

  // Keys

  const move = (step) => {
    let at = selected + step;
    if (selected < 0) at = step > 0 ? 0 : cards.length - 1;
    while (cards[at] && cards[at].hidden) at += step;
    if (!cards[at]) return;
    select(at);
    cards[at].focus({ preventScroll: true });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const onCard = event.target.closest("article");
    if (event.key === "j" || (onCard && event.key === "ArrowDown")) move(1);
    else if (event.key === "k" || (onCard && event.key === "ArrowUp")) move(-1);
    else if (event.key === "/") words.focus();
    else return;
    event.preventDefault();
  });

  // A browser may have kept the form; the address may name a post.
  filter();
  const named = /^#[pd](\d+)$/.exec(location.hash);
  if (named && cards[Number(named[1])]) select(Number(named[1]));
})();

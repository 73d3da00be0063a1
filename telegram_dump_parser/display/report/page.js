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
    if (cards[at].hidden) show_besides(at);
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

  // A post that the filter hides, but that somebody asked for.
  let besides = -1;
  const show_besides = (at) => {
    besides = at;
    filter();
  };

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
    // On a phone the lines are on another tab: only the link leads there.
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
  const doubtful = get("doubtful");
  const differing = get("differing");
  const pressed = (button) => button !== null && button.getAttribute("aria-pressed") === "true";
  const press = (button, on) => button && button.setAttribute("aria-pressed", String(on));
  const counted = (number) => number.toLocaleString("en");
  const posts_of = (number) => (number === 1 ? "1 post" : `${counted(number)} posts`);
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
        (!pressed(doubtful) || sure < 0.9) &&
        (!pressed(differing) || "differs" in card.dataset) &&
        (!wanted || texts[at].includes(wanted)) &&
        (!mark.value || marks[at].includes(mark.value)) &&
        (least ? sure >= bound : sure <= bound);
      if (fits && at === besides) besides = -1;
      card.hidden = !fits && at !== besides;
      blocks[at].classList.toggle("out", card.hidden);
      shown += fits;
    });
    const all = shown === cards.length;
    get("percent").textContent = `${limit.value}%`;
    const more = besides >= 0 ? `, and post ${besides}` : "";
    get("count").textContent = all ? posts_of(shown) : `${counted(shown)} of ${posts_of(cards.length)}${more}`;
    const none = shown === 0 && besides < 0;
    get("nothing").hidden = !none || !cards.length;
    get("copy").disabled = get("save").disabled = none;
    const bounded = bound !== (least ? 0 : 1);
    get("clear").hidden = all && !words.value && !mark.value && !bounded && !pressed(doubtful) && !pressed(differing);
    // Not on a phone, where it would scroll the field away that is being typed in.
    if (narrow.matches || !shown) return;
    if (selected >= 0 && !cards[selected].hidden) reveal(cards[selected]);
    else if (!all) reveal(blocks[cards.findIndex((card) => !card.hidden)]);
  };

  const choose = (value) => {
    if (![...mark.options].some((option) => option.value === value)) mark.add(new Option(value, value));
    mark.value = mark.value === value ? "" : value;
    besides = -1;
    filter();
  };

  const again = () => {
    besides = -1;
    filter();
  };
  const clear = () => {
    get("filter").reset();
    again();
  };
  get("filter").addEventListener("input", again);
  get("filter").addEventListener("submit", (event) => event.preventDefault());
  get("filter").addEventListener("reset", () => {
    press(doubtful, false);
    press(differing, false);
    setTimeout(again);
  });
  for (const button of [doubtful, differing]) {
    if (!button) continue;
    button.addEventListener("click", () => {
      press(button, !pressed(button));
      again();
    });
  }
  side.addEventListener("change", () => {
    // At most 0% and at least 100% would hide nearly all: the other end hides nothing.
    limit.value = side.value === "least" ? 0 : 100;
    again();
  });

  // Copying and saving what is shown

  const said = (element) =>
    [...element.childNodes].map((node) => (node.nodeName === "BR" ? "\n" : node.textContent)).join("");
  const shown_text = () =>
    cards
      .filter((card) => !card.hidden)
      .map((card) => {
        const where = card.querySelector(".where a").textContent;
        // What a post without text is, or has, is no text of its own.
        const parts = [...card.querySelectorAll("h3, .body")].map((part) =>
          part.className === "quiet" ? `[${said(part)}]` : said(part),
        );
        return [`--- post ${card.id.slice(1)}, ${where}`, ...parts].join("\n");
      })
      .join("\n\n") + "\n";

  const tell = (message) => {
    get("done").textContent = message;
    setTimeout(() => (get("done").textContent = ""), 4000);
  };
  const number_shown = () => posts_of(cards.filter((card) => !card.hidden).length);
  // Where the browser has no clipboard for a page, what is marked can still be copied.
  const copied_by_marking = (text) => {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  get("copy").addEventListener("click", async () => {
    const text = shown_text();
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      done = copied_by_marking(text);
    }
    tell(done ? `${number_shown()} copied` : "The browser does not let a page copy");
  });
  get("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([shown_text()], { type: "text/plain" }));
    link.download = "posts.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    tell(`${number_shown()} saved`);
  });

  // Keys

  const help = get("help");
  const explain = () => (help.open ? help.close() : help.showModal());
  get("keys").addEventListener("click", explain);
  get("close").addEventListener("click", () => help.close());

  const move = (step) => {
    let at = selected + step;
    if (selected < 0) at = step > 0 ? 0 : cards.length - 1;
    while (cards[at] && cards[at].hidden) at += step;
    if (!cards[at]) return;
    select(at);
    cards[at].focus({ preventScroll: true });
  };

  // On a keyboard of another script, the letter is where it is on a Latin one.
  const LETTERS = { KeyJ: "j", KeyK: "k" };
  const key_of = (event) => (/^[^\x00-\x7f]$/.test(event.key) ? LETTERS[event.code] : event.key);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !help.open) {
      if (event.target.closest("#filter")) event.target.blur();
      clear();
      return;
    }
    if (event.target.closest("input, select, textarea")) return;
    const onCard = event.target.closest("article");
    const key = key_of(event);
    if (key === "j" || (onCard && key === "ArrowDown")) move(1);
    else if (key === "k" || (onCard && key === "ArrowUp")) move(-1);
    else if (key === "/") words.focus();
    else if (key === "?") explain();
    else return;
    event.preventDefault();
  });

  // A browser may have kept the form; the address may name a post.
  filter();
  const follow = () => {
    const named = /^#([pd])(\d+)$/.exec(location.hash);
    if (!named || !cards[Number(named[2])]) return;
    show(named[1] === "p" ? "posts" : "dump");
    select(Number(named[2]));
  };
  follow();
  addEventListener("hashchange", follow);
  // On paper all is seen: what is folded as well.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
    folded = [];
  });
})();

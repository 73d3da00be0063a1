"""Invented pages that come near a dump: feeds of other networks, chats, lists with emoji, and news that names Telegram.

Their posts are lines of dumps, with emoji and hashtags, so that only the frame differs from a page of Telegram.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

EMOJI = (
    "😀",
    "😂",
    "❤️",
    "🔥",
    "👍",
    "🎉",
    "🙏",
    "😍",
    "🤔",
    "👏",
    "📍",
    "🚀",
    "✅",
    "⚡️",
    "💡",
    "📌",
    "👉",
    "🎁",
    "🇺🇸",
    "💰",
)
Post = list[str]
Page = Callable[[Any, random.Random, list[Post]], list[str]]

LIKE = ("Like", "Нравится", "Gefällt mir", "J’aime", "Me gusta", "Beğen", "いいね", "赞")
REPLY = ("Reply", "Ответить", "Antworten", "Répondre", "Responder", "Yanıtla", "返信", "回复")
SHARE = ("Share", "Поделиться", "Teilen", "Partager", "Compartir", "Paylaş", "シェア", "分享")


def number(rng: random.Random) -> str:
    many = f"{rng.randint(1, 99)},{rng.randint(100, 999)}"
    return rng.choice([str(rng.randint(1, 999)), many, f"{rng.randint(1, 99)}.{rng.randint(1, 9)}K"])


def ago(rng: random.Random) -> str:
    words = (
        f"{rng.randint(1, 23)}h",
        f"{rng.randint(1, 11)} months ago",
        f"{rng.randint(1, 28)} мая в 12:{rng.randint(10, 59)}",
    )
    return rng.choice(
        [*words, f"{rng.randint(1, 12)}/{rng.randint(1, 28)}/24", f"May {rng.randint(1, 28)}", "Yesterday at 9:12 PM"]
    )


def clock(rng: random.Random) -> str:
    return f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"


def wall(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    name, at = fake.company(), rng.randrange(len(LIKE))
    lines = [name, f"{number(rng)} followers", "Photos", "Videos"] if rng.random() < 0.6 else []
    for post in posts:
        lines += [name, ago(rng), *post, rng.choice([f"{LIKE[at]} {number(rng)}", LIKE[at]]), number(rng), SHARE[at]]
    return lines


def friends(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = []
    for post in posts:
        lines += [
            fake.name(),
            f"{ago(rng)} · 🌐",
            *post,
            number(rng),
            f"{number(rng)} comments",
            "Like",
            "Comment",
            "Share",
        ]
    return lines


def toots(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = ["Explore", "Live feeds", "Create account"] if rng.random() < 0.5 else []
    for post in posts:
        user = fake.user_name()
        lines += [
            fake.name(),
            f"@{user}@{fake.domain_name()}",
            ago(rng),
            *post,
            *(number(rng) for _ in range(rng.randint(0, 3))),
        ]
    return lines


def captions(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    user, lines = fake.user_name(), []
    for post in posts:
        tags = " ".join(f"#{fake.word()}" for _ in range(rng.randint(0, 12)))
        lines += [user, *post, *([tags] if tags else []), f"Liked by {fake.user_name()} and {number(rng)} others"]
        lines += [f"View all {number(rng)} comments", ago(rng)]
    return lines


def short_posts(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines, name, user = [], fake.name(), fake.user_name()
    frame = rng.random()
    for post in posts:
        lines += [name, f"@{user}", *(["·"] if frame < 0.5 else []), ago(rng), *post]
        lines += [f"{number(rng)} Views"] if frame < 0.2 else [number(rng) for _ in range(3)]
    return lines


def votes(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [f"r/{fake.word()}", fake.sentence(), *posts[0], "Upvote", number(rng), "Downvote", "Share"]
    for post in posts[1:]:
        lines += [f"u/{fake.user_name()}", "•", ago(rng), *post, "Upvote", number(rng), "Downvote", "Reply", "Award"]
    return lines


def server_chat(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = []
    for post in posts:
        lines += [
            f"{fake.user_name()} — {rng.randint(1, 12)}/{rng.randint(1, 28)}/2024 "
            f"{rng.randint(1, 12)}:{rng.randint(10, 59)} PM",
            *post,
        ]
        lines += [rng.choice(EMOJI), str(rng.randint(1, 40))] if rng.random() < 0.4 else []
    return lines


def team_chat(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = []
    for post in posts:
        lines += [f"{fake.first_name()}  {rng.randint(1, 12)}:{rng.randint(10, 59)} AM", *post]
        lines += [f":tada: {rng.randint(1, 9)}", f"{rng.randint(1, 9)} replies"] if rng.random() < 0.3 else []
    return lines


def relay_chat(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    nicks = [fake.user_name() for _ in range(5)]
    return [f"[{clock(rng)}] <{rng.choice(nicks)}> {line}" for post in posts for line in post]


def phone_chat(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    names, lines = [fake.first_name() for _ in range(4)], []
    brackets = rng.random() < 0.5
    for post in posts:
        when = f"{rng.randint(1, 28)}.{rng.randint(1, 12):02}.{rng.randint(18, 25)}, {clock(rng)}"
        lines += [
            f"[{when}:07] {rng.choice(names)}: {post[0]}" if brackets else f"{when} - {rng.choice(names)}: {post[0]}",
            *post[1:],
        ]
    return lines


def comments(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    at, lines = rng.randrange(len(REPLY)), [*posts[0], f"{number(rng)} comments"]
    for post in posts[1:]:
        lines += [
            fake.name(),
            ago(rng),
            *post[:2],
            REPLY[at],
            *([str(rng.randint(0, 99))] if rng.random() < 0.6 else []),
        ]
    return lines


def clips(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [fake.user_name(), *posts[0], f"{number(rng)} comments", "Log in to comment"]
    for post in posts[1:]:
        lines += [
            fake.user_name(),
            post[0][:80] + rng.choice(["", " 😂😂", " 🔥", " ❤️"]),
            ago(rng),
            "Reply",
            number(rng),
        ]
    return lines


def video_notes(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [fake.sentence(), f"{number(rng)} views  {ago(rng)}  #{fake.word()} #{fake.word()}", *posts[0]]
    lines += [
        f"{rng.choice(EMOJI)} {rng.choice(['Telegram', 'Instagram', 'Shop', 'Website'])}: {fake.url()}"
        for _ in range(rng.randint(1, 5))
    ]
    lines += [
        f"{rng.randint(0, 59):02}:{rng.randint(0, 59):02} {fake.sentence()[:30]}" for _ in range(rng.randint(0, 12))
    ]
    return lines + [line for post in posts[1:3] for line in post]


def newsletter(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = ["View in browser", fake.company(), fake.date()]
    for post in posts:
        lines += [f"{rng.choice(EMOJI)} {fake.sentence()[:50]}", *post, rng.choice(["Read more", "→", ""])]
    return [
        *lines,
        "Unsubscribe",
        "You receive this mail because you asked for it.",
        fake.address().replace("\n", ", "),
    ]


def jobs(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = []
    for _ in range(rng.randint(4, 20)):
        lines += [
            f"💼 {fake.job()}",
            f"🏢 {fake.company()}",
            f"📍 {fake.city()}",
            f"💰 {number(rng)} €",
            *rng.choice(posts)[:2],
        ]
        lines += [rng.choice(["Apply now", "👉 " + fake.url(), fake.email()])]
    return lines


def events(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [fake.sentence()]
    for _ in range(rng.randint(4, 20)):
        lines += [
            f"🎉 {fake.sentence()[:40]}",
            f"📅 {fake.date()} {clock(rng)}",
            f"📍 {fake.city()}",
            f"🎟 {rng.randint(5, 90)} €",
        ]
        lines += rng.choice(posts)[:2]
    return lines


def links(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [f"@{fake.user_name()}", posts[0][0]]
    return (
        lines
        + [f"{rng.choice(EMOJI)} {fake.sentence()[:40]}" for _ in range(rng.randint(4, 25))]
        + ["Cookie preferences", "Report", "Privacy"]
    )


def read_me(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [f"# {rng.choice(EMOJI)} {fake.word()}", "", fake.sentence(), ""]
    for title in ("✨ Features", "🚀 Install", "📖 Usage", "🤝 Contributing", "📄 License"):
        lines += [
            f"## {title}",
            "",
            *(f"- {rng.choice(EMOJI)} **{fake.word()}**: {fake.sentence()}" for _ in range(rng.randint(1, 8))),
            "",
        ]
    return [*lines, "Join our [Telegram](https://t.me/" + fake.user_name() + ")"]


def changes(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = []
    for _ in range(rng.randint(3, 20)):
        lines += [
            f"v{rng.randint(0, 9)}.{rng.randint(0, 30)}.0 ({fake.date()})",
            "🚀 New",
            *(f"{rng.choice(['✨', '🐛', '⚡️', '-'])} {fake.sentence()}" for _ in range(rng.randint(1, 8))),
        ]
        lines += (
            [
                f"👍 {rng.randint(1, 90)} 🎉 {rng.randint(1, 40)} ❤️ {rng.randint(1, 30)}",
                f"{rng.randint(1, 90)} people reacted",
            ]
            if rng.random() < 0.5
            else []
        )
    return lines


def live_blog(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [fake.sentence(), fake.date()]
    for post in posts:
        lines += [clock(rng), *post, *(["Share"] if rng.random() < 0.3 else [])]
    return lines


def news_tape(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    return [f"{clock(rng)} {post[0][:110]}" for post in posts for _ in range(2)] + ["Показать ещё", "Все новости"]


def index(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = ["Blog", "About", "Contact"]
    for post in posts:
        lines += [
            post[0][:70],
            f"{fake.date()} · {fake.name()}",
            *post[1:3],
            rng.choice(["Read more", "Читать далее →", "Continue reading"]),
        ]
    return [*lines, "Older posts", "Next »"]


def channels(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = ["Telegram channels", "Catalog", "Ratings", "Add a channel"]
    for post in posts:
        lines += [fake.company(), *([f"@{fake.user_name()}"] if rng.random() < 0.5 else []), post[0][:100]]
        lines += [
            f"{number(rng)} subscribers",
            *rng.choice([["Open in Telegram"], ["Similar channels"], [f"ER {rng.randint(1, 60)}%"]]),
        ]
    return lines


def goods(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [posts[0][0][:70], f"{rng.randint(5, 900)} ₽", "In stock"]
    for post in posts[1:]:
        lines += [f"{rng.choice(['✅', '✔️', '🔥', '🎁', '📦', '🚚'])} {line}" for line in post[:3]]
    return [*lines, f"⭐️ 4.{rng.randint(1, 9)} ({number(rng)} reviews)", "Add to cart", "Delivery", "Returns"]


def emoji_list(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [fake.sentence()]
    for _ in range(rng.randint(20, 120)):
        lines += [
            rng.choice(["{0} {1}", "{0}\n{1}", "{1} {0}"]).format(
                rng.choice(EMOJI) * rng.randint(1, 3), fake.sentence()[: rng.randint(8, 60)]
            )
        ]
    return "\n".join(lines).split("\n")


def signs(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [f"Horoscope, {fake.date()}"]
    for sign, post in zip("♈♉♊♋♌♍♎♏♐♑♒♓", posts, strict=False):
        lines += [f"{sign} {fake.word().title()}", *post]
    return lines


def quotes(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = []
    for post in posts:
        lines += [*post[:2], f"— {fake.name()}", *([""] if rng.random() < 0.3 else [])]
    return lines


def article(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    """News of sites that say at their end where else they write."""
    body = [line for post in posts for line in post if len(line) > 60] or [fake.paragraph() for _ in range(6)]
    lines = [fake.sentence(), rng.choice([fake.date(), f"{clock(rng)}, {fake.date()}", fake.name()]), *body]
    if rng.random() < 0.5:
        lines += ["Telegram", "VK", "WhatsApp", "Twitter"]
    name = fake.user_name()
    ends = (
        "Read us in Telegram",
        "Подписывайтесь на наш Telegram-канал",
        f"Telegram: https://t.me/{name}",
        f"Наш канал: t.me/{name}",
    )
    return [
        *lines,
        rng.choice(ends),
        *rng.choice([["Читайте также", *(fake.sentence() for _ in range(4))], [], ["Tags: " + fake.word()]]),
    ]


def article_with_posts(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    """An article that quotes one post or two, as pages embed them."""
    lines = [fake.sentence(), f"By {fake.name()}"]
    for count, post in enumerate(posts):
        lines += [fake.paragraph(nb_sentences=6), *(post if count in (1, 4) else [fake.paragraph(nb_sentences=4)])]
        lines += [f"— {fake.name()} (@{fake.user_name()}) {fake.date()}"] if count == 1 else []
    return [*lines, "Comments", "Log in to leave a comment"]


def how_to(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    steps = (
        "Open Telegram and tap the menu.",
        "Choose New Channel, give it a name and a photo.",
        "Set a link such as t.me/name.",
    )
    more = (
        "To make a survey, choose Anonymous Poll.",
        "Forwarded messages say Forwarded from and the channel's name.",
        "Share the link with your subscribers.",
    )
    lines = [f"How to {fake.sentence()}", fake.paragraph()]
    for count, step in enumerate(rng.sample(steps + more, rng.randint(3, 6)), 1):
        lines += [f"{count}. {step}", fake.paragraph(), *([fake.paragraph()] if rng.random() < 0.5 else [])]
    return [*lines, "Was this helpful?", "Yes", "No", "Telegram is a trademark of its owner."]


def poem(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines, refrain = [fake.sentence()[:30]], [fake.sentence()[:40] for _ in range(4)]
    for _ in range(rng.randint(3, 9)):
        lines += [
            *(fake.sentence(nb_words=6) for _ in range(4)),
            *([""] if rng.random() < 0.6 else []),
            *(refrain if rng.random() < 0.4 else []),
        ]
    return lines


def contents(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    return [
        f"{chapter}.{part} {fake.sentence()[:50]} {'.' * 12} {chapter * 20 + part}"
        for chapter in range(1, 9)
        for part in range(rng.randint(1, 8))
    ]


def wiki(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [fake.sentence()[:30], "From the free encyclopedia", fake.paragraph(nb_sentences=8), "Contents"]
    for _ in range(rng.randint(3, 10)):
        lines += [
            f"{fake.word().title()}[edit]",
            *(f"{fake.paragraph(nb_sentences=7)}[{rng.randint(1, 90)}]" for _ in range(rng.randint(1, 4))),
        ]
    return [
        *lines,
        "References",
        *(f"^ {fake.name()}. {fake.sentence()} {fake.date()}." for _ in range(9)),
        "Categories: " + fake.word(),
    ]


def subtitles(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = []
    for count in range(1, rng.randint(20, 90)):
        times = f"00:{count // 20:02}:{count * 3 % 60:02},120 --> 00:{count // 20:02}:{(count * 3 + 2) % 60:02},480"
        lines += [str(count), times, fake.sentence(nb_words=6), ""]
    return lines


def results(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = [fake.sentence(), "Team P W D L Pts"]
    return lines + [
        f"{place}\n{fake.city()}\n{rng.randint(1, 30)}\n{rng.randint(1, 90)}" for place in range(1, rng.randint(10, 40))
    ]


def answers(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = ["FAQ", fake.sentence()]
    for post in posts:
        lines += [f"{rng.choice(['❓ ', '', 'Q: '])}{fake.sentence()[:-1]}?", *post]
    return lines


def dictionary(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    return [
        f"{fake.word()} [{fake.word()}] {rng.choice(['n.', 'v.', 'adj.'])} {fake.sentence()}"
        for _ in range(rng.randint(30, 120))
    ]


def ads(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    lines = []
    for post in posts:
        lines += [post[0][:60], f"{number(rng)} €", fake.city(), *post[1:3], f"📞 {fake.phone_number()}", ago(rng)]
    return lines


def other_channels(fake: Any, rng: random.Random, posts: list[Post]) -> list[str]:
    """Channels of other messengers."""
    name, lines = fake.company(), [f"{number(rng)} followers", "Follow"]
    for post in posts:
        lines += [
            name,
            *post,
            clock(rng),
            *([f"{rng.choice(EMOJI)}{rng.choice(EMOJI)} {number(rng)}"] if rng.random() < 0.5 else []),
            "Edited" if rng.random() < 0.1 else "",
        ]
    return lines


FEEDS: dict[str, Page] = {
    maker.__name__.replace("_", " "): maker
    for maker in (
        *(wall, friends, toots, captions, short_posts, votes, server_chat, team_chat, relay_chat, phone_chat, comments),
        *(clips, video_notes, newsletter, jobs, events, links, read_me, changes, live_blog, news_tape, index, channels),
        *(goods, emoji_list, signs, quotes, article, article_with_posts, how_to, poem, contents, wiki, subtitles),
        *(results, answers, dictionary, ads, other_channels),
    )
}

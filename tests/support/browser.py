"""A page in headless chromium: fixtures `driver` and `browser`, which skip where there is no browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-dev-shm-usage --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)

# Whether an element is to be seen: in its pane, or in the window where panes do not scroll.
SEEN = """
const box = arguments[0].getBoundingClientRect();
const pane = arguments[0].closest("section").getBoundingClientRect();
const top = Math.max(0, pane.top), bottom = Math.min(innerHeight, pane.bottom);
return box.height > 0 && box.top >= top - 1 && box.top < bottom && box.bottom > top
    && (box.bottom <= bottom + 1 || box.height > bottom - top - 80);
"""

# Of each text the colour, laid over the colours of what is below it.
CONTRASTS = """
const numbers = (colour) => { const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number); return [r, g, b, a] };
const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
const light = (colour) => {
    const [r, g, b] = colour.map((c) => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
};
const on_paper = arguments[1];
const ground = (element) => {
    const chain = [];
    if (on_paper) return [255, 255, 255];
    for (let at = element; at; at = at.parentElement) chain.push(numbers(getComputedStyle(at).backgroundColor));
    return chain.reverse().reduce((below, colour) => over(colour, below), [255, 255, 255]);
};
const found = [];
const walk = document.createTreeWalker(document.querySelector(arguments[0]), NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
    const element = walk.currentNode.parentElement, words = walk.currentNode.data.trim();
    if (!words || !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const below = ground(element);
    const colour = numbers(getComputedStyle(element)[element instanceof SVGElement ? "fill" : "color"]);
    for (let at = element; at; at = at.parentElement) colour[3] *= Number(getComputedStyle(at).opacity);
    const [bright, dark] = [light(over(colour, below)), light(below)].sort((a, b) => b - a);
    found.push([`${element.className}: ${words.slice(0, 40)}`, (bright + .05) / (dark + .05)]);
}
return found;
"""


class Browser:
    """A page in chromium, and what tests ask of it."""

    def __init__(self, driver: Any, folder: Path) -> None:
        self.driver, self.folder = driver, folder

    def open(self, html: str, width: int = 1280, scheme: str = "light", at: str = "") -> None:
        path = self.folder / "page.html"
        path.write_text(html, "utf-8")
        self.go(path.as_uri() + at, width, scheme)

    def go(self, url: str, width: int = 1280, scheme: str = "light") -> None:
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.media("", scheme)
        self.driver.get("about:blank")
        for kind in ("browser", "performance"):
            self.driver.get_log(kind)
        self.driver.get(url)

    def media(self, kind: str, scheme: str = "light") -> None:
        """Show the page as on `print` or `screen`; an empty name is what the browser has."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": kind, "features": features})

    def run(self, script: str, *values: Any) -> Any:
        return self.driver.execute_script(script, *values)

    def settle(self) -> None:
        """Wait until what was brought into view is drawn."""
        wait = "let n = 5; const done = arguments[0], next = () => n-- ? requestAnimationFrame(next) : done(); next()"
        self.driver.execute_async_script(wait)

    def find(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements("css selector", selector))

    def click(self, selector: str) -> None:
        [element] = self.find(selector)
        element.click()
        self.settle()

    def keys(self, *keys: str) -> None:
        self.driver.switch_to.active_element.send_keys(*keys)
        self.settle()

    def fill(self, name: str, value: str) -> None:
        """Set a field of the filter as a person would."""
        event = 'arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event("{}", {{bubbles: true}}))'
        [field] = self.find(f"#{name}")
        self.run(event.format("input"), field, value)
        self.run(event.format("change"), field, value)
        self.settle()

    def seen(self, selector: str) -> bool:
        [element] = self.find(selector)
        return bool(self.run(SEEN, element))

    def selected(self) -> list[str]:
        return [element.get_attribute("id") for element in self.find("[aria-current]")]

    def shown(self) -> list[int]:
        ids = self.run("return [...document.querySelectorAll('article:not([hidden])')].map((card) => card.id)")
        return [int(name[1:]) for name in ids]

    def status(self) -> str:
        return str(self.run("return document.getElementById('count').textContent"))

    def errors(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def contrasts(self, within: str, *, on_paper: bool = False) -> dict[str, float]:
        """The contrast of each text that is to be seen within an element, by WCAG 2: 4.5 can be read.

        On paper there are no backgrounds.
        """
        return dict(self.run(CONTRASTS, within, on_paper))

    def png(self, path: Path) -> None:
        """A picture of the whole page, for a person to look at."""
        self.driver.get_screenshot_as_file(str(path))


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="pages are tested with selenium")
    if not (BROWSER and DRIVER):
        pytest.skip("pages are tested in chromium: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # With the driver's path nothing is looked for, let alone downloaded.
    started = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    started.set_script_timeout(600)  # seconds: the machine may be busy, and no test is of time
    yield started
    started.quit()


@pytest.fixture
def browser(driver: Any, tmp_path: Path) -> Browser:
    return Browser(driver, tmp_path)

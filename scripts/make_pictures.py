"""Makes the pictures of the report in docs/, light and dark: `python scripts/make_pictures.py` (`make pictures`).

It needs chromium, and Pillow, which matplotlib brings. Nothing is fetched.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
]
SELECTED = "#p1"
SIZE = (1280, 760)
COLOURS = 160  # few enough for a small file, enough for smooth letters
DARK = "--blink-settings=preferredColorScheme=0"


def main() -> int:
    """Make both."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("no chromium: apt-get install chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = folder / "demo.html"
        words = [sys.executable, "-m", "telegram_dump_parser", "report", "-q", "demo.txt", "-o", str(page)]
        subprocess.run(words, cwd=ROOT / "fixtures", check=True)
        for target, flags in (("report.png", []), ("report-dark.png", [DARK])):
            shot = folder / target
            words = [browser, *FLAGS, *flags, f"--user-data-dir={folder / 'profile'}", f"--screenshot={shot}"]
            words += [f"--window-size={SIZE[0]},{SIZE[1]}", page.as_uri() + SELECTED]
            subprocess.run(words, check=True, capture_output=True, timeout=60)
            with Image.open(shot) as picture:
                small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
                small.save(ROOT / "docs" / target, optimize=True)
            print(f"docs/{target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Takes the pictures of the documentation from the example bank, as a user sees it: `make pictures`.

It starts `heartbeat demo` in a folder of its own, waits for the first board, and writes `docs/images/cockpit.png`, the wall as a
television shows it, `docs/images/metric.png`, the page of its first red metric on a laptop, and, once all of its cuts are
computed, `docs/images/audit.png`, an audit page.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tools import chromium

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
AUDIT = "/audit/clients"
_PATIENCE_SECONDS = 240
STILL = "*, *::before, *::after { animation: none !important; transition: none !important; }"


def main() -> int:
    """Take the pictures, with the options of `heartbeat demo`; 1 without Chromium, or when the demo does not come up."""
    found = chromium.find()
    if not found:
        print("take_pictures: no Chromium or Chrome on this machine", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="heartbeat-") as folder:
        Path(folder).chmod(0o755)  # an embedded Postgres may run as another user
        demo = _start(Path(folder) / "bank")
        try:
            address = _address(demo)
            if address is None:
                print("take_pictures: the demo did not come up; `heartbeat demo` tells why", file=sys.stderr)
                return 1
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=found, args=list(chromium.QUIET))
                _take(browser, address)
                browser.close()
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)
    return 0


def _start(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "heartbeat", "demo", "--folder", str(folder), "--port", "0", *sys.argv[1:]]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _address(demo: subprocess.Popen[str]) -> str | None:
    for line in demo.stdout or ():
        if found := re.search(r"cockpit is at (\S+)", line):
            return found.group(1)
    return None


def _take(browser: Browser, address: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, path, (width, height) in (
        ("cockpit", "/?tv=1&theme=dark", (1920, 1080)),
        ("metric", None, (1920, 1080)),
        ("audit", AUDIT, (1920, 1080)),
    ):
        if path == AUDIT:
            _await_cuts(browser, address)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"{address}{path or _first_metric(browser, address)}")
        page.wait_for_selector("[data-tile], .chart svg path, .cut-body svg path", state="attached")
        page.wait_for_timeout(1500)  # charts are parts of their own
        page.evaluate("document.fonts.ready")
        page.add_style_tag(content=STILL)
        page.screenshot(path=IMAGES / f"{name}.png")
        page.close()
        print(f"take_pictures: {IMAGES.relative_to(ROOT) / name}.png")


def _await_cuts(browser: Browser, address: str) -> None:
    """Until the demo has computed what its owners verify, each cut of the page shows something."""
    page = browser.new_page()
    for _ in range(_PATIENCE_SECONDS):
        told = page.request.get(f"{address}/api{AUDIT.replace('/audit/', '/audit/pages/')}").json()
        cuts = [part["cut"] for part in told["parts"] if part["kind"] == "cut"]
        is_known = any(cut["verification_state"] == "verified" for cut in cuts)
        if is_known and not told["refreshing"] and all(cut["snapshot"] for cut in cuts):
            break
        page.wait_for_timeout(1000)
    page.close()


def _first_metric(browser: Browser, address: str) -> str:
    page = browser.new_page()
    page.goto(address)
    path = page.locator("[data-tile]").first.get_attribute("href")
    page.close()
    return f"{path}?theme=light"


if __name__ == "__main__":
    sys.exit(main())

"""axe-core over the page that a browser shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
# A tile's name for ears is a sentence that begins with what a speaker would say, its code and name, not the text of the picture.
_RUN = """async only => (await axe.run(document, {
    ...(only && {runOnly: only}),
    resultTypes: ['violations'], ...(!only && {rules: {'label-content-name-mismatch': {enabled: false}}})})).violations
    .filter(each => ['serious', 'critical'].includes(each.impact))
    .map(each => [each.id, each.nodes.length, each.nodes[0].html, each.nodes[0].failureSummary])"""


def serious(page: Page, only: list[str] | None = None) -> Any:
    """What bars somebody from the page as it is: rule, how often, where, and why. `only` names the rules that are asked."""
    assert AXE.is_file(), "axe-core is not installed; run `python build_ui.py test`"
    page.evaluate(AXE.read_text())  # as an expression: the page's own policy forbids a script of ours
    return page.evaluate(_RUN, only)

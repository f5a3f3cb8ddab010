"""A person at a browser; every page he opens is checked: Chinese, no wider than the screen, no complaint in the console."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page

from tests.support.people import PASSWORD

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=zh-CN",
)
HEIGHTS = {1280: 860, 390: 844}
WORDS = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"GB", "KB", "MB", "mm", "dpi", "Esc", "csv", "xlsx", "PDF", "PNG", "JPEG", "WebP", "TIFF", "OFD", "Word", "Excel"}
# Visible text and labels, without what users or other systems wrote (codes, file names, foreign words marked as such).
SEEN = """() => {
  const foreign = '.code, kbd, script, style, noscript, [data-foreign], [data-id], datalist';
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const holder = node.parentElement;
    const isSeen = holder.checkVisibility() || holder.tagName === 'OPTION';
    if (node.data.trim() && isSeen && !holder.closest(foreign)) found.push(node.data.trim());
  }
  document.querySelectorAll('[placeholder], [title], [aria-label]').forEach(element => {
    if (element.closest(foreign)) return;
    for (const name of ['placeholder', 'aria-label']) if (element.hasAttribute(name)) found.push(element.getAttribute(name));
  });
  return found;
}"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Visitor:
    """One browser window; `complaints` are the console's errors, content-security violations among them."""

    page: Page
    base_url: str
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, context: BrowserContext, base_url: str) -> "Visitor":
        made = cls(context.new_page(), base_url)
        made.page.on("console", made._heard)
        made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
        made.page.on("dialog", lambda dialog: dialog.accept())
        return made

    def _heard(self, message: ConsoleMessage) -> None:
        is_answer = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type in ("error", "warning") and not is_answer:
            self.complaints.append(message.text)

    def sign_in(self, account: str, password: str = PASSWORD) -> None:
        self.page.context.clear_cookies()
        self.open("/sign-in")
        self.page.fill("#account", account)
        self.page.fill("#password", password)
        self.press("登录")

    def open(self, path: str, status: int = 200) -> None:
        answer = self.page.goto(self.base_url + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        self.check()

    def press(self, text: str) -> None:
        """Press the button with this text and look at what comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=text, exact=True).last.click()
        self.check()

    def resize(self, width: int) -> None:
        """Make the window this wide, and let the page draw itself anew."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        self._look("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn())))")

    def said(self) -> str:
        return " ".join(self.page.locator("[role=status], [role=alert]").all_inner_texts())

    def check(self) -> None:
        """What every page must be."""
        assert self.complaints == [], (self.page.url, self.complaints)
        assert self._look(WIDER) <= 0, f"{self.page.url} is wider than the screen"
        words = {word for text in self._look(SEEN) for word in WORDS.findall(text)} - ALLOWED
        assert not words, f"{self.page.url}: not Chinese: {sorted(words)}"

    def _look(self, script: str) -> Any:
        """What the script sees; on a slow machine the page it looks at may still be giving way to the next."""
        for _ in range(5):
            try:
                return self.page.evaluate(script)
            except Error:
                self.page.wait_for_timeout(200)
                self.page.wait_for_load_state()
        return self.page.evaluate(script)

"""Takes a picture of a page once it says what it is to say, and has come to rest.

browser.py CHROMIUM PROFILE URL WIDTHxHEIGHT FILE WORDS [SCRIPT]

It drives headless Chromium by its pipe, so that nothing but Python's own library is needed. SCRIPT runs in the page
before the picture is taken, such as one that unfolds something.
"""

import base64
import json
import os
import subprocess
import sys
import time

PATIENCE = 60
AT_REST = 2
WITH_CLOCKS = 8
LOOK_EVERY = 0.25

# The Web UI shows Markdown in frames.
TEXT = """
    [document, ...[...document.querySelectorAll("iframe")].map((frame) => frame.contentDocument)]
        .map((part) => part?.body?.innerText).join("\\n")
"""

# Temporal's Web UI keeps the columns of its list in the browser. These are the ones that the page for users adds.
COLUMNS = ["Status", "Workflow ID", "BootcPhase", "BootcBlockedBy", "BootcPool", "BootcNode", "Start", "End"]
STORED = {
    "namespace-workflow-table-columns": {
        "default": [{"label": label, "pinned": number < 2} for number, label in enumerate(COLUMNS)]
    },
    "navOpen": False,
    "timeFormat": "UTC",
}


class Page:
    """One tab, told things one after the other."""

    def __init__(self, chromium, profile):
        to_browser, self.out = os.pipe()
        self.answers, from_browser = os.pipe()

        def at_three_and_four():
            os.dup2(to_browser, 100)
            os.dup2(from_browser, 101)
            os.dup2(100, 3)
            os.dup2(101, 4)

        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe"]
        self.process = subprocess.Popen(
            [chromium, *flags, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=at_three_and_four,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.rest = b""
        self.number = 0
        self.session = None
        target = self.tell("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def tell(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.next()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"browser.py: {method}: {answer['error']['message']}")
                return answer["result"]

    def next(self):
        while b"\0" not in self.rest:
            read = os.read(self.answers, 1 << 20)
            if not read:
                raise SystemExit("browser.py: the browser is gone")
            self.rest += read
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def text(self):
        return self.tell("Runtime.evaluate", expression=TEXT, returnByValue=True)["result"].get("value") or ""

    def await_rest(self, words):
        """Until it has the words, and has had the same text for a while. A page with clocks has them for longer."""
        began = time.monotonic()
        text, since, complete = None, began, None
        while True:
            now, moment = self.text(), time.monotonic()
            if words not in now:
                complete = None
            elif complete is None:
                complete = moment
            if now != text:
                text, since = now, moment
            if complete is not None and (moment - since >= AT_REST or moment - complete >= WITH_CLOCKS):
                return
            if moment - began > PATIENCE:
                raise SystemExit(f'browser.py: the page does not say "{words}":\n{text}')
            time.sleep(LOOK_EVERY)

    def close(self):
        self.process.kill()
        self.process.wait()


def main(chromium, profile, url, size, file, words, script=""):
    width, height = (int(side) for side in size.split("x"))
    page = Page(chromium, profile)
    try:
        page.tell("Page.enable")
        page.tell(
            "Page.addScriptToEvaluateOnNewDocument",
            source="".join(
                f"localStorage.setItem({json.dumps(key)}, {json.dumps(json.dumps(value))});"
                for key, value in STORED.items()
            ),
        )
        page.tell(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        page.tell("Page.navigate", url=url)
        page.await_rest(words)
        if script:
            page.tell("Runtime.evaluate", expression=script)
            page.await_rest(words)
        shot = page.tell("Page.captureScreenshot", format="png")
        with open(file, "wb") as picture:
            picture.write(base64.b64decode(shot["data"]))
    finally:
        page.close()


if __name__ == "__main__":
    if len(sys.argv) not in (7, 8):
        raise SystemExit(__doc__)
    main(*sys.argv[1:])

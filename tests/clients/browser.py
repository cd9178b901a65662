"""A browser without a window, driven by plain WebDriver calls."""

import base64
import json
import os
import re
import subprocess
from contextlib import contextmanager
from urllib.request import Request, urlopen

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
QUIET = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
"""Chromium asks nobody for anything of its own. Each session has a new profile."""


@contextmanager
def opened():
    """A browser that ends with the block, and its driver with it."""
    command = ["chromedriver", "--port=0"]
    driver = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        said = iter(driver.stdout.readline, "")
        port = next(hit[1] for line in said if (hit := re.search(r"on port (\d+)\.", line)))
        browser = Browser(f"http://127.0.0.1:{port}")
        try:
            yield browser
        finally:
            browser.close()
    finally:
        driver.terminate()
        driver.wait(30)
        driver.stdout.close()


class Browser:
    """One session of a browser without a window."""

    def __init__(self, driver):
        self._base = driver
        arguments = ["--headless=new", "--window-size=1100,1400", *QUIET]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        options = {"args": arguments}
        logs = {"performance": "ALL", "browser": "ALL"}
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": logs,
        }
        answer = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._base = f"{driver}/session/{answer['sessionId']}"

    def close(self):
        """The session is over."""
        self._ask("DELETE", "")

    def open(self, url):
        """That page is shown."""
        self._ask("POST", "/url", {"url": url})

    def url(self):
        """The address that is shown."""
        return self._ask("GET", "/url")

    def find(self, css):
        """The first element that the selector means."""
        return self._ask("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]

    def text(self, css):
        """What is seen of the element."""
        return self._ask("GET", f"/element/{self.find(css)}/text")

    def link(self, css):
        """Where the element leads."""
        return self._ask("GET", f"/element/{self.find(css)}/property/href")

    def type(self, css, text):
        """The field holds the text and nothing else."""
        element = self.find(css)
        self._ask("POST", f"/element/{element}/clear", {})
        self._ask("POST", f"/element/{element}/value", {"text": text})

    def click(self, css):
        """A click, which waits for the page that follows."""
        self._ask("POST", f"/element/{self.find(css)}/click", {})

    def scheme(self, value):
        """The page is shown as to somebody who prefers light or dark."""
        feature = {"name": "prefers-color-scheme", "value": value}
        self._command("Emulation.setEmulatedMedia", features=[feature])

    def width(self, pixels):
        """The page is shown on a screen of that width, as to somebody with a phone."""
        screen = {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": pixels < 600}
        self._command("Emulation.setDeviceMetricsOverride", **screen)

    def evaluate(self, script):
        """What a script of ours finds in the page; the page's policy does not bind it."""
        return self._ask("POST", "/execute/sync", {"script": script, "args": []})

    def requests(self):
        """Addresses that the browser asked for since this was called last."""
        entries = self._ask("POST", "/se/log", {"type": "performance"})
        events = [json.loads(entry["message"])["message"] for entry in entries]
        sent = [e["params"] for e in events if e["method"] == "Network.requestWillBeSent"]
        return [params["request"]["url"] for params in sent]

    def complaints(self):
        """What the console says since this was called last: refused styles, for example."""
        return [entry["message"] for entry in self._ask("POST", "/se/log", {"type": "browser"})]

    def screenshot(self, path):
        """The whole page."""
        found = self._command("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(found["data"]))

    def _command(self, name, **params):
        return self._ask("POST", "/goog/cdp/execute", {"cmd": name, "params": params})

    def _ask(self, method, path, value=None):
        body = None if value is None else json.dumps(value).encode()
        headers = {"Content-Type": "application/json"}
        request = Request(self._base + path, body, headers, method=method)
        with urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

# ruff: noqa: T201
"""What an administrator does on the page: `page_drift.py DRIVER EMULATOR FOLDER`.

Plain WebDriver calls, sent to the driver at the address DRIVER. Changes the URL of the only hook in
the form of its page to a service of this process, previews it, and leaves screenshots in FOLDER.
Part of `page_drift.sh`.
"""

import base64
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Service(BaseHTTPRequestHandler):
    """The service that the hook is pointed at."""

    def do_POST(self):
        """One claim more."""
        self.rfile.read(int(self.headers["Content-Length"]))
        claim = {"op": "add", "path": "/claims/tier", "value": "gold"}
        command = {"type": "com.okta.access.patch", "value": [claim]}
        body = json.dumps({"commands": [command]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Nothing is written."""


class Browser:
    """One session of a browser without a window."""

    def __init__(self, driver):
        self._base = driver
        arguments = ["--headless=new", "--window-size=1100,1400", "--disable-gpu"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        options = {"args": arguments}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options}
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
        command = {"cmd": "Emulation.setEmulatedMedia", "params": {"features": [feature]}}
        self._ask("POST", "/goog/cdp/execute", command)

    def screenshot(self, path):
        """The whole page."""
        params = {"format": "png", "captureBeyondViewport": True}
        command = {"cmd": "Page.captureScreenshot", "params": params}
        data = self._ask("POST", "/goog/cdp/execute", command)["data"]
        path.write_bytes(base64.b64decode(data))

    def _ask(self, method, path, value=None):
        body = None if value is None else json.dumps(value).encode()
        headers = {"Content-Type": "application/json"}
        request = Request(self._base + path, body, headers, method=method)
        with urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]


def wait_for(browser, ending):
    """The address ends that way, soon."""
    for _ in range(100):
        if browser.url().endswith(ending):
            return
        time.sleep(0.1)
    sys.exit(f"FAILED: {browser.url()} does not end with {ending}")


def main(driver, url, folder):
    """The visit."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    browser = Browser(driver)
    shots = []

    def shoot(name):
        for scheme in ("light", "dark"):
            browser.scheme(scheme)
            path = Path(folder, f"{name}-{scheme}.png")
            browser.screenshot(path)
            shots.append(path.name)

    try:
        browser.open(url + "/")
        shoot("list")
        hook = browser.link('main a[href^="/hooks/cal"]')
        browser.open(hook)
        shoot("hook")
        browser.type("#uri", f"http://127.0.0.1:{server.server_port}/changed")
        browser.type("#auth_value", "s3cret")
        browser.click('section[aria-labelledby="edit"] .row button')
        wait_for(browser, "?done=updated")
        print(f"the page says: {browser.text('[role=status]')}")
        browser.click('form[action$="/preview#preview"] button')
        wait_for(browser, "/preview#preview")
        status = browser.text("#preview ~ .sides .status")
        if status != "200":
            sys.exit(f"FAILED: the preview was answered {status}")
        print(f"the preview is answered {status}")
        shoot("preview")
        browser.open(url + "/requests")
        shoot("requests")
    finally:
        browser.close()
    print(f"{len(shots)} screenshots: {', '.join(shots)}")


if __name__ == "__main__":
    main(*sys.argv[1:])

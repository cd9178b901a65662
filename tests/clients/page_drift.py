# ruff: noqa: T201
"""What an administrator does on the page: `page_drift.py DRIVER EMULATOR FOLDER`.

Plain WebDriver calls, sent to the driver at the address DRIVER. Changes the URL of the only hook in
the form of its page to a service of this process, previews it, and leaves screenshots in FOLDER.
Part of `page_drift.sh`.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from browser import Browser


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

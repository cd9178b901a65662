# ruff: noqa: T201
"""The pages of all reports in a real browser: `page_reports.py PYTHON FOLDER`.

An org of 30 hooks is adopted; then people edit Git (a plan) and the console (drift); a week of
calls makes figures. Each page is drawn in light, in dark and 400 pixels wide; it asks for nothing,
even where a name could put a tag into it, and does not scroll sideways. Pictures are left in
FOLDER. Needs Chromium and its driver: with CI=true they are installed, else it is skipped without
them. PYTHON belongs to an environment with hookops[emulator,report].
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from browser import opened
from proof import Client, Hookops, emulator
from week import write_usage

sys.path.insert(0, str(Path(__file__).parents[1]))
from existing_org import SWITCHES, build, hook
from existing_org import TOKEN as TOKEN_HOOK

WIDE, NARROW = 1100, 400
"""Pixels."""
NEW_HOOK = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: step-up}
spec:
  name: Step up
  type: com.okta.oauth2.tokens.transform
  channel:
    type: HTTP
    config:
      uri: https://hooks.acme.example/a-path-that-is-so-long-that-no-phone-has-a-line-for-it?region=eu
      authScheme: {type: HEADER, key: Authorization, valueFrom: env:HOOKOPS_SECRET_STEP_UP}
"""
EDITS = {
    "claims-of-portal": ("hooks.acme.example", "claims.acme.example"),
    "claims-of-payroll": ("value: prod", "value: production"),
    "claims-of-wiki": ("hooks.acme.example/tokens", "hooks.acme.example/v2/tokens"),
    "company-mail-only": ("status: ACTIVE", "status: INACTIVE"),
    "claims-of-crm": ("status: INACTIVE", "status: ACTIVE"),
    "patient-id": (r"bindings:\n(.*\n)+", "bindings: []\n"),
    "signed-2026": ("hooks.acme.example", "claims.acme.example"),
    "workday-import": ("value: prod", "value: staging"),
    "screen-sign-ups": (r"bindings:\n(.*\n)+", "bindings: []\n"),
    "risk-score": ("name: Risk score", "name: Risk score of a session"),
}
"""What people change in manifests: a pattern, and what takes its place."""
GONE = ("scoped", "badge-number")
"""Manifests that people delete."""


class Watcher(BaseHTTPRequestHandler):
    """Somebody who would like a page to ask for something."""

    asked = 0

    def do_GET(self):
        """It was."""
        Watcher.asked += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments):
        """Nothing is written."""


def install():
    """Whether there are Chromium and its driver now."""
    programs = ("chromium", "chromedriver")
    if not all(map(shutil.which, programs)) and os.environ.get("CI") == "true":
        command = ["apt-get", "install", "--yes", "--quiet", "chromium", "chromium-driver"]
        subprocess.run(["apt-get", "update", "--quiet"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return all(map(shutil.which, programs))


def save(page, done, *expected):
    """What a command printed becomes the page, whatever it found."""
    if done.returncode not in expected or not done.stdout:
        sys.exit(f"FAILED: {page.name}: exit code {done.returncode}\n{done.stderr}")
    page.write_text(done.stdout)
    return page


def write_pages(python, root):
    """Plan, outcome, drift and inventory of the org."""
    switches = [f"--switch={name}={value}" for name, value in SWITCHES.items()]
    folder = root / "org"
    folder.mkdir()
    with emulator(python, *switches) as url:
        client = Client(url)

        def call(method, path, value=None):
            status, data = client.ask(method, f"/api/v1/{path}", value)
            if status >= 400:
                sys.exit(f"FAILED: {method} {path}: {data}")
            return data

        ids = build(call)
        made = Hookops(python, folder)("init", "--from-org", "--url", url)
        names = {"HOOKOPS_SECRET_STEP_UP", *re.findall(r"HOOKOPS_SECRET_\w+", str(made))}
        values = {name: f"a-value-of-{number}" for number, name in enumerate(sorted(names))}
        hookops = Hookops(python, folder, **values)
        print(hookops("apply", "--yes").stdout.splitlines()[-1])
        edit_manifests(folder / "manifests")
        yield save(root / "plan.html", hookops("plan", "--prune", "--format", "html"), 0)
        applied = hookops("apply", "--prune", "--yes", "--format", "html")
        yield save(root / "outcome.html", applied, 0)
        edit_console(call, ids)
        yield save(root / "drift.html", hookops("drift", "--format", "html"), 2)
        yield save(root / "inventory.html", hookops("list", "--format", "html"), 0)
        client.close()


def edit_manifests(folder):
    """A pull request of twelve changes and more."""
    for name, (pattern, text) in EDITS.items():
        path = folder / f"{name}.yaml"
        before = path.read_text()
        after = re.sub(pattern, text, before)
        if before == after:
            sys.exit(f"FAILED: {path} has no {pattern}")
        path.write_text(after)
    for name in GONE:
        (folder / f"{name}.yaml").unlink()
    (folder / "step-up.yaml").write_text(NEW_HOOK)


def edit_console(call, ids):
    """What administrators do without hookops: edits, a delete, and a write that changes nothing."""
    for name in ("Verify partners", "Cost centre", "SMS"):
        found = call("GET", f"inlineHooks/{ids[name]}")
        config = found["channel"]["config"]
        config["authScheme"]["value"] = "of the console"
        # The last is only written: its secret may be another one now.
        config["uri"] += "/moved" if name != "SMS" else ""
        call("PUT", f"inlineHooks/{ids[name]}", found)
    call("POST", f"inlineHooks/{ids['Entitlements']}/lifecycle/deactivate")
    call("POST", f"inlineHooks/{ids['BambooHR import']}/lifecycle/deactivate")
    call("DELETE", f"inlineHooks/{ids['BambooHR import']}")
    call("POST", "inlineHooks", hook("Made in the console", TOKEN_HOOK))


def check(browser, page):
    """Nothing is asked for, no style is refused, and nothing is wider than a phone."""
    browser.width(WIDE)
    browser.requests()
    browser.open(page.as_uri())
    expect(page, "asked for", browser.requests(), [page.as_uri()])
    expect(page, "complaints", browser.complaints(), [])
    styled = "return getComputedStyle(document.querySelector('main')).maxWidth"
    expect(page, "style", browser.evaluate(styled), "980px")
    browser.width(NARROW)
    browser.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    width = browser.evaluate("return document.documentElement.scrollWidth")
    expect(page, "width with all details", width, NARROW)


def check_policy(browser, page):
    """Had a name become a tag, the page would still ask nobody for anything."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Watcher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    tags = f"<img src={url}/image><script src={url}/script></script><p style='color:red'>x</p>"
    broken = page.read_text().replace("</main>", f"{tags}</main>")
    bare = re.sub(r"<meta http-equiv[^>]*>", "", broken)
    for name, text, asked in (("broken", broken, 0), ("bare", bare, 2)):
        Watcher.asked = 0
        path = page.with_name(f"{name}.html")
        path.write_text(text)
        browser.open(path.as_uri())
        browser.evaluate("return document.readyState")
        expect(path, "requests", Watcher.asked, asked)
    server.shutdown()


def expect(page, what, actual, expected):
    """Both are the same."""
    if actual != expected:
        sys.exit(f"FAILED: {page.name}: {what}: {actual} instead of {expected}")


def shoot(browser, page, folder):
    """The page in light, in dark, and narrow in both."""
    for name, scheme, width in (
        ("light", "light", WIDE),
        ("dark", "dark", WIDE),
        ("narrow", "light", NARROW),
        ("narrow-dark", "dark", NARROW),
    ):
        browser.scheme(scheme)
        browser.width(width)
        browser.open(page.as_uri())
        browser.screenshot(folder / f"{page.stem}-{name}.png")


def main(python, folder):
    """The pages, what is checked of them, the pictures."""
    if not install():
        print("skipped: chromium or chromedriver is missing")
        return
    shots = Path(folder)
    shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        root = Path(work).resolve()
        pages = [*write_pages(python, root), write_usage(python, root)]
        with opened() as browser:
            for page in pages:
                check(browser, page)
                shoot(browser, page, shots)
                print(f"{page.name}: {page.stat().st_size:,} bytes, asks for nothing, fits")
            check_policy(browser, pages[0])
            print("a tag in a page asks for nothing; without the policy it does")
    print(f"{len(list(shots.glob('*.png')))} screenshots")


if __name__ == "__main__":
    main(*sys.argv[1:])

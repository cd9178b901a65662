"""A secret of each source is read, sent, and noticed when it is another one."""

from cli.conftest import Emulator, Shell
from secret_sources.conftest import writes
from secret_sources.peers import Peer


def test_a_rotation(project: Shell, emulator: Emulator, peer: Peer) -> None:
    """The next plan shows it, apply sends it, and the plan after that is empty."""
    first = project.run("apply", "--yes")
    same = project.run("plan", "--detailed-exitcode")
    peer.put("second-value-4712-ghijkl")
    rotated = project.run("plan", "--detailed-exitcode")
    second = project.run("apply", "--yes")
    after = project.run("plan", "--detailed-exitcode")

    assert [0, 0, 2, 0, 0] == [each.returncode for each in (first, same, rotated, second, after)], (
        first.stderr + rotated.stderr
    )
    assert "another value than was last sent" in rotated.stdout
    assert peer.ref in rotated.stdout
    assert "rotated" not in same.stderr + rotated.stderr
    everything = "".join(
        text
        for each in (first, same, rotated, second, after)
        for text in (each.stdout, each.stderr)
    )
    assert "-value-471" not in everything + "".join(project.files().values())


def test_a_plan_without_the_source(project: Shell, emulator: Emulator, peer: Peer) -> None:
    """It is made, says what it could not compare and why; apply needs nothing of it."""
    assert 0 == project.run("apply", "--yes").returncode
    project.env |= peer.lost

    found = project.run("plan", "--detailed-exitcode")

    assert 0 == found.returncode, found.stderr
    assert f"does not know whether these secrets were rotated: {peer.ref} (" in found.stderr
    assert 0 == project.run("apply", "--yes").returncode


def test_an_apply_without_the_source(project: Shell, emulator: Emulator, peer: Peer) -> None:
    """Nothing is written, and the exit code says who has to look at it."""
    project.env |= peer.lost

    plan = project.run("plan")
    found = project.run("apply", "--yes")

    assert (0, peer.code) == (plan.returncode, found.returncode), found.stderr
    assert f"{peer.ref} of InlineHook/enrich-access-tokens cannot be read: " in found.stderr
    assert [] == writes(emulator)()


def test_without_a_fingerprint_key(project: Shell, peer: Peer) -> None:
    """A plan asks no source: there would be nothing to compare a value with."""
    del project.env["HOOKOPS_FINGERPRINT_KEY"]
    assert 0 == project.run("apply", "--yes").returncode
    project.env |= peer.lost

    found = project.run("plan")

    assert (0, "") == (found.returncode, found.stderr)
    assert f"cannot see a rotation of {peer.ref}: set HOOKOPS_FINGERPRINT_KEY" in found.stdout


def test_a_secret_that_is_not_there(project: Shell, emulator: Emulator, peer: Peer) -> None:
    """The message says so, and nothing is written."""
    path = project.folder / "manifests/enrich-access-tokens.yaml"
    name = peer.ref.split("#")[0] if "keyring" not in peer.ref else peer.ref
    other = f"{name}x" if "sops" not in name else "sops:secrets/other.yaml"
    path.write_text(path.read_text().replace(name, other))

    found = project.run("apply", "--yes")

    assert 3 == found.returncode, found.stderr
    assert "cannot be read: " in found.stderr
    assert [] == writes(emulator)()


def test_where_nothing_allows_it(project: Shell, emulator: Emulator, peer: Peer) -> None:
    """Exit code 3 before any source is asked."""
    del project.env["HOOKOPS_ALLOWED_SECRETS"]

    found = project.run("plan")

    assert (3, True) == (found.returncode, "may only name secrets that match" in found.stderr)
    assert [] == emulator.requests()

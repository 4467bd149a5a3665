"""Is what comes out what went in? By evinfo --checksum, and when not, by which lines."""

import collections
import subprocess

from .frames import frames_of, holders


def pipe(*commands, namespace=None):
    """The standard output of a pipeline, its exit codes and its standard error."""
    before, running = None, []
    for command in commands:
        if namespace is not None:
            command = ["ip", "netns", "exec", namespace, *command]
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=before.stdout if before else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if before:
            before.stdout.close()
        running.append(process)
        before = process
    output = before.stdout.read()
    errors = "".join(process.stderr.read() for process in running)
    return output, [process.wait() for process in running], errors


def direct(files):
    """The checksum of the events of files, read without any server."""
    return pipe(["evtail", "--host", "h", *files], ["evinfo", "--checksum"])[0].strip()


def fetched(addresses, namespace=None, only=()):
    """The checksum of what the servers give back, evfetch's exit code, and what it said."""
    output, codes, errors = pipe(["evfetch", "--from", addresses, *only], ["evinfo", "--checksum"], namespace=namespace)
    return output.strip(), codes[0], errors.strip()


def compare(lab, files, addresses, namespace=None, only=()):
    """Fails the test unless the servers give back exactly the events of the files (of all that they have, or of what
    evfetch's options `only` leave). Returns what to report."""
    wanted = direct(files)
    found, code, errors = fetched(addresses, namespace, only)
    if errors:
        lab.say(f"evfetch: {errors}")
    lab.check(code == 0, f"evfetch ended with {code}")
    if not lab.check(found == wanted, f"fetched {found}, expected {wanted}"):
        explain(lab, files, addresses, namespace, only)
    return f"log files {wanted}, fetched {found}" + (" (equal)" if found == wanted else " (DIFFERENT)")


def explain(lab, files, addresses, namespace, only):
    """Says which lines are missing or too many; keeps both lists."""
    lines = pipe(["evfetch", "--from", addresses, *only, "-O", "raw"], namespace=namespace)[0].splitlines()
    there = collections.Counter(lines)
    wanted = collections.Counter()
    for file in files:
        wanted.update(file.read_text().splitlines())
    missing, extra = wanted - there, there - wanted
    (lab.work / "missing").write_text("".join(f"{line}\n" for line in missing.elements()))
    (lab.work / "extra").write_text("".join(f"{line}\n" for line in extra.elements()))
    lab.say(f"{missing.total()} lines are missing, {extra.total()} are too many; first missing: {min(missing, default='')}")


def check_holders(lab, servers, spools, concerns=lambda frame: True):
    """Every frame that no spool has any more lies in as many stores as its header wants; of those that it `concerns`.
    Returns how many stores frames lie in: {stores: frames}."""
    waiting = set().union(*(frames_of(spool) for spool in spools)) if spools else set()
    count = {frame: stores for frame, stores in holders(server.store for server in servers).items() if concerns(frame)}
    short = [frame for frame, stores in count.items() if frame not in waiting and stores < frame.copies]
    if short:
        lab.fail(f"{len(short)} forgotten frames have too few holders: {short[:3]}")
    return dict(sorted(collections.Counter(count.values()).items()))

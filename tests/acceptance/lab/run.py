"""One run of an acceptance test: its arguments and seed, a scratch directory, the processes it started, its verdict."""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


class CannotRun(Exception):
    """Something that the test needs is not there: exit code 2."""


class Process:
    """A process that ends with its run. `expected` is set by whoever ends it, so that any other end is noticed."""

    def __init__(self, lab, arguments, *, namespace=None, log=None, stdin=None, stdout=None, environment=None):
        self.name = arguments[0]
        self.expected = False
        if namespace is not None:
            # ip replaces itself by the program: the process id is the program's.
            arguments = ["ip", "netns", "exec", namespace, *arguments]
        errors = open(log, "ab") if log else None
        self.popen = subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=stdin if stdin is not None else subprocess.DEVNULL,
            stdout=stdout if stdout is not None else (errors or subprocess.DEVNULL),
            stderr=errors,
            env={**os.environ, **(environment or {})},
        )
        if errors:
            errors.close()
        lab.processes.append(self)

    @property
    def pid(self):
        return self.popen.pid

    def running(self):
        return self.popen.poll() is None

    def signal(self, number):
        if self.running():
            self.popen.send_signal(number)

    def kill(self):
        self.expected = True
        self.signal(signal.SIGKILL)
        self.popen.wait()

    def stop(self, seconds=30):
        """SIGTERM and wait; the exit code, or None if it had to be killed."""
        self.expected = True
        self.signal(signal.SIGTERM)
        return self.wait(seconds)

    def wait(self, seconds):
        self.expected = True
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return None


class Lab:
    """Use as `with Lab(options) as lab`. Whatever goes wrong, processes, namespaces and mounts of the run are gone
    afterwards; the scratch directory is kept when the test failed."""

    def __init__(self, options):
        self.options = options
        self.seed = options.seed
        self.random = random.Random(options.seed)
        self.work = Path(tempfile.mkdtemp(prefix="evtools-lab."))
        self.processes = []
        self.failures = []
        self.undo = []
        self.began = time.monotonic()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for process in self.processes:
            process.kill()
        for action in reversed(self.undo):
            action()
        if error is not None and not isinstance(error, (CannotRun, SystemExit, KeyboardInterrupt)):
            self.failures.append(f"{kind.__name__}: {error}")
        if self.failures or self.options.keep:
            print(f"kept: {self.work}")
        else:
            shutil.rmtree(self.work, ignore_errors=True)

    def at_end(self, action):
        """Undone in reverse order, after all processes are gone."""
        self.undo.append(action)

    def say(self, text):
        print(f"{time.monotonic() - self.began:7.1f} s  {text}", flush=True)

    def fail(self, text):
        self.failures.append(text)
        self.say(f"FAILED: {text}")

    def check(self, good, text):
        if not good:
            self.fail(text)
        return good

    def start(self, arguments, **how):
        return Process(self, arguments, **how)

    def wait_until(self, seconds, condition, what):
        """Polls; fails the test and returns False when it takes too long."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                self.fail(f"gave up after {seconds} s waiting until {what}")
                return False
            time.sleep(0.05)
        return True


def system(*command, text=None, check=True):
    """Runs a command of the system to its end; its output."""
    done = subprocess.run([str(part) for part in command], input=text, capture_output=True, text=True)
    if check and done.returncode != 0:
        raise CannotRun(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    return done.stdout


def unmount(path):
    """Also when whoever used it has just gone, and the kernel has not noticed yet."""
    for _ in range(50):
        system("umount", path, check=False)
        if not os.path.ismount(path):
            return
        time.sleep(0.1)
    system("umount", "-l", path, check=False)


def needs(*programs, root=True):
    """The test can't run without these."""
    if root and os.geteuid() != 0:
        raise CannotRun("needs root: it makes network namespaces or mounts")
    for program in programs:
        if shutil.which(program) is None:
            raise CannotRun(f"{program} is not in PATH")


def arguments(description, **numbers):
    """The usual options, and one for each of `numbers` with its default."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=None, help="repeats the choices of an earlier run")
    parser.add_argument("--keep", action="store_true", help="keep the scratch directory")
    for name, default in numbers.items():
        option = f"--{name.replace('_', '-')}"
        if default is False:
            parser.add_argument(option, action="store_true")
        else:
            parser.add_argument(option, type=type(default), default=default)
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    return options


def main(options, test):
    """Runs `test(lab)`; the text that it returns is the summary. Exit code 0 passed, 1 failed, 2 could not run."""

    def ended(number, frame):
        sys.exit(2)

    signal.signal(signal.SIGTERM, ended)
    name = Path(sys.argv[0]).name
    print(f"{name}: seed {options.seed}", flush=True)
    try:
        with Lab(options) as lab:
            summary = test(lab)
    except CannotRun as reason:
        print(f"{name}: can't run: {reason}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(2)
    except SystemExit:
        raise
    except Exception:
        print(f"{name}: FAILED, seed {options.seed}: {lab.failures[-1]}")
        raise
    if summary:
        print(summary)
    for failure in lab.failures:
        print(f"{name}: FAILED: {failure}")
    verdict = "FAILED" if lab.failures else "passed"
    print(f"{name}: {verdict}, seed {options.seed}, {time.monotonic() - lab.began:.0f} s")
    sys.exit(1 if lab.failures else 0)

"""Log files that grow, and the pipelines `evtail -F --state S FILE | evsend --state S` that send them."""

import random
import subprocess
import threading
import time


class LogWriter(threading.Thread):
    """Appends lines to a file, at a steady rate, now and then half a line first. Every line is different."""

    PIECE_SECONDS = 0.02

    def __init__(self, path, seed, lines_per_second):
        super().__init__(daemon=True)
        self.path = path
        self.random = random.Random(seed)
        self.rate = lines_per_second
        self.lines = 0
        self.stopping = threading.Event()
        path.touch()

    def run(self):
        began = time.monotonic()
        with open(self.path, "ab", buffering=0) as out:
            while not self.stopping.wait(self.PIECE_SECONDS):
                due = int((time.monotonic() - began) * self.rate) - self.lines
                piece = "".join(self._line() for _ in range(due)).encode()
                half = self.random.randrange(len(piece)) if piece and self.random.random() < 0.2 else 0
                out.write(piece[:half])
                out.write(piece[half:])

    def append(self, lines):
        """Writes so many lines at once; instead of running."""
        with open(self.path, "a") as out:
            for _ in range(lines):
                out.write(self._line())

    def stop(self):
        self.stopping.set()
        if self.is_alive():
            self.join()

    def _line(self):
        self.lines += 1
        chance = self.random
        now = time.time()
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1e6):06d}Z"
        host = f"web{chance.randrange(8):02d}"
        kind = chance.randrange(10)
        if kind == 0:
            text = f"sshd[{chance.randrange(30000)}]: Accepted publickey for user{chance.randrange(50)} number {self.lines}"
        elif kind == 1:
            text = f"kernel: eth0: {'x' * chance.randrange(400)} packet {self.lines} dropped"
        else:
            text = f"app[{chance.randrange(100)}]: request id={chance.getrandbits(64):016x} n={self.lines} took {chance.randrange(997)} ms"
        return f"{stamp} {host} {text}\n"


class Sender:
    """One log file, its pipeline, its state and spool. `parts` of the pipeline are killed together or alone."""

    def __init__(
        self, lab, name, cluster, *, node=None, seed=0, lines_per_second=2000, options=(), file=None, directory=None
    ):
        self.lab = lab
        self.name = name
        self.cluster = cluster
        self.namespace = None if node is None else node.namespace
        self.node = node
        base = directory or lab.work
        self.file = file or base / f"{name}.log"
        self.state = base / f"{name}.state"
        self.spool = base / f"{name}.spool"
        self.log = lab.work / f"{name}.err"
        self.options = list(options)
        self.writer = LogWriter(self.file, seed, lines_per_second)
        self.tail = self.send = None
        self.restarts = 0

    def _evsend(self, *more):
        network = self.cluster.client_options
        if not network and self.namespace is not None and self.cluster.plaintext_senders:
            network = ["--plaintext"]
        return ["evsend", "--to", self.cluster.destinations, "--spool", self.spool, *network, *self.options, *more]

    def start(self, follow=True, wrapper=()):
        """`wrapper`: a command that runs evsend, such as strace."""
        tail = ["evtail", "--host", "h", "--state", self.state, *(["-F"] if follow else []), self.file]
        self.tail = self.lab.start(tail, namespace=self.namespace, log=self.log, stdout=subprocess.PIPE)
        self.send = self.lab.start(
            [*wrapper, *self._evsend("--state", self.state)], namespace=self.namespace, log=self.log, stdin=self.tail.popen.stdout
        )
        self.tail.popen.stdout.close()

    def running(self):
        return self.tail is not None and self.tail.running() and self.send.running()

    def kill(self, what):
        """`what`: evtail, evsend or both. The other one ends by itself, or is killed when it doesn't soon."""
        self.restarts += 1
        if what in ("evtail", "both"):
            self.tail.kill()
        if what in ("evsend", "both"):
            self.send.kill()
        self.tail.wait(5)
        self.send.wait(3)

    def died(self):
        """Why the pipeline ended although nobody wanted it to; None if it didn't."""
        for process in (self.tail, self.send):
            if process is not None and not process.running() and not process.expected:
                process.expected = True
                return f"{process.name} of {self.name} ended by itself with {process.popen.returncode}: see {self.log}"
        return None

    def drain(self, seconds=120):
        """Ends the following, then sends what is left; whether all of it was acknowledged."""
        if self.running():
            self.tail.stop()
            self.send.wait(seconds)
        elif self.send is not None:
            self.kill("both")
        self.start(follow=False)
        tail, send = self.tail.wait(seconds), self.send.wait(seconds)
        return self.lab.check(tail == 0 and send == 0, f"{self.name}: evtail ended with {tail}, evsend with {send}")

    def settle(self, seconds=60):
        """Sends nothing new, until every frame has its copies and the spool is empty."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            # Not even /dev/null's nothing comes before what the spool has.
            code = self.lab.start(self._evsend("/dev/null"), namespace=self.namespace, log=self.log).wait(seconds)
            if code == 0 and not list(self.spool.glob("*.ev")):
                return True
        return self.lab.check(False, f"{self.name}: the spool still has {sorted(self.spool.glob('*.ev'))}")

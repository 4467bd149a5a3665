"""Batches of lines, each sent by an evsend of its own whose spool is thrown away when it ends: what its exit code 0
acknowledged is then nowhere but on the servers."""

import shutil
import subprocess
import threading
import time


class BatchSender(threading.Thread):
    """Sends batch after batch while `paused` is not set. `acknowledged` are the lines of those that ended with 0."""

    HOST = "batch"

    def __init__(self, lab, cluster, *, namespace=None, lines=200, options=()):
        super().__init__(daemon=True)
        self.lab = lab
        self.cluster = cluster
        self.namespace = namespace
        self.lines = lines
        self.options = list(options)
        self.acknowledged = []
        self.batches = self.failed = 0
        self.number = 0
        self.lock = threading.Lock()
        self.running = []
        self.paused = threading.Event()
        self.stopping = threading.Event()
        self.idle = threading.Event()

    def run(self):
        while not self.stopping.is_set():
            if self.paused.is_set():
                self.idle.set()
                time.sleep(0.05)
                continue
            self.idle.clear()
            self._send()
        self.idle.set()

    def snapshot(self):
        """How many lines are acknowledged now."""
        with self.lock:
            return len(self.acknowledged)

    def forget_after(self, count):
        """What was acknowledged while the power went is not counted."""
        with self.lock:
            del self.acknowledged[count:]

    def pause(self):
        """Kills what is under way, and waits until nothing is."""
        self.paused.set()
        with self.lock:
            for process in self.running:
                process.kill()
        self.idle.wait()

    def resume(self):
        self.idle.clear()
        self.paused.clear()

    def stop(self):
        self.pause()
        self.stopping.set()
        self.join()

    def _send(self):
        self.number += 1
        spool = self.lab.work / f"batch{self.number}.spool"
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
        lines = [
            f"{stamp}.{line:06d}Z {self.HOST} batch[{self.number}]: line {line} of batch {self.number}"
            for line in range(self.lines)
        ]
        log = self.lab.work / "batches.err"
        with self.lock:
            if self.paused.is_set():
                return
            tail = self.lab.start(
                ["evtail", "--app", "batch", "-"], log=log, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            network = self.cluster.client_options
            if not network and self.namespace is not None and self.cluster.plaintext_senders:
                network = ["--plaintext"]
            send = self.lab.start(
                ["evsend", "--to", self.cluster.addresses, "--spool", spool, "--linger", "0s", *network, *self.options],
                log=log,
                namespace=self.namespace,
                stdin=tail.popen.stdout,
            )
            self.running = [tail, send]
        tail.popen.stdout.close()
        try:
            tail.popen.stdin.write("".join(f"{line}\n" for line in lines).encode())
            tail.popen.stdin.close()
        except BrokenPipeError:
            pass
        codes = tail.popen.wait(), send.popen.wait()
        tail.expected = send.expected = True
        with self.lock:
            self.running = []
            self.lab.processes.remove(tail)
            self.lab.processes.remove(send)
            if codes == (0, 0) and not self.paused.is_set():
                self.acknowledged.extend(lines)
                self.batches += 1
            else:
                self.failed += 1
        shutil.rmtree(spool, ignore_errors=True)

"""Servers: evrecv processes, each with its own store, in namespaces of their own or all on loopback."""

import random
import shutil
import signal
import socket
import time

from .run import CannotRun, system


def free_port():
    """One that nobody listens on, below the range that the system hands out for outgoing connections."""
    chance = random.SystemRandom()
    for _ in range(100):
        port = chance.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise CannotRun("no free port")


class Server:
    def __init__(self, cluster, name, address, namespace, store):
        self.cluster = cluster
        self.lab = cluster.lab
        self.name = name
        self.address = address
        self.namespace = namespace
        self.store = store
        self.log = self.lab.work / f"{name}.log"
        self.process = None
        self.wrapper = []
        self.options = []
        self.public_key = cluster.make_key(name, "peer,read") if cluster.keys else None

    def start(self):
        peers = ",".join(server.destination for server in self.cluster.servers if server is not self)
        if self.cluster.list is not None:
            peers = f"@{self.cluster.list}"
        command = ["evrecv", "--listen", self.address, "--store", self.store]
        if peers:
            command += ["--peers", peers]
        if self.cluster.keys:
            command += ["--key", self.cluster.keys / self.name, "--authorized", self.cluster.keys / "authorized"]
        elif self.namespace is not None:
            command.append("--plaintext")
        self.process = self.lab.start(
            [*self.wrapper, *command, *self.cluster.options, *self.options], namespace=self.namespace, log=self.log
        )

    @property
    def destination(self):
        """What others are told of it: its address, and the key that it has to have."""
        return self.address if self.public_key is None else f"{self.address}#{self.public_key}"

    def running(self):
        return self.process is not None and self.process.running()

    def kill(self):
        self.process.kill()

    def stop(self):
        return self.process.stop()

    def wipe(self):
        shutil.rmtree(self.store, ignore_errors=True)

    def died(self):
        """Whether it ended although nobody wanted it to."""
        return self.process is not None and not self.process.running() and not self.process.expected

    def says(self, text):
        return self.log.exists() and text in self.log.read_text(errors="replace")


class Cluster:
    """`options` are given to every server. With a network each server is a node of it, else they share loopback. With
    keys everything is encrypted: each server has one, and all that send and read share one."""

    def __init__(self, lab, count, network=None, options=(), keys=False):
        self.lab = lab
        self.network = network
        self.options = list(options)
        self.servers = []
        # A directory with the secret keys and the list of those who may come in.
        self.keys = lab.work / "keys" if keys else None
        if keys:
            self.keys.mkdir()
            self.make_key("client", "send,read")
        # A file with the addresses, when servers come and go.
        self.list = None
        # Whether senders, too, have to be told that plain text between machines is all right.
        self.plaintext_senders = "--plaintext" in system("evsend", "--help")
        for _ in range(count):
            self.add()

    def add(self, store=None):
        name = f"server{len(self.servers)}"
        store = store or self.lab.work / f"{name}.store"
        if self.network is None:
            server = Server(self, name, f"127.0.0.1:{free_port()}", None, store)
        else:
            node = self.network.node(f"{name}-{len(self.network.nodes)}")
            server = Server(self, name, node.address, node.namespace, store)
            server.node = node
        self.servers.append(server)
        return server

    def make_key(self, name, rights):
        """Makes a secret key and lets its owner in; the public key."""
        public = system("evkey", "gen", "-o", str(self.keys / name)).split()[-1]
        with open(self.keys / "authorized", "a") as authorized:
            authorized.write(f"{rights} {public} {name}\n")
        return public

    @property
    def client_options(self):
        """What tells a sender or reader how to speak to the servers."""
        return ["--key", self.keys / "client"] if self.keys else []

    @property
    def addresses(self):
        return ",".join(server.destination for server in self.servers)

    @property
    def destinations(self):
        """What a sender's --to says."""
        return self.addresses if self.list is None else f"@{self.list}"

    def use_list(self, path):
        """From now on servers and senders read the addresses from a file."""
        self.list = path
        self.write_list()

    def write_list(self, senders=()):
        """Puts the present servers into the file, at once, and has all read it again."""
        new = self.list.with_suffix(".new")
        new.write_text("# the servers\n" + "".join(f"{server.destination}\n" for server in self.servers))
        new.rename(self.list)
        for process in [server.process for server in self.servers] + [sender.send for sender in senders]:
            if process is not None:
                process.signal(signal.SIGHUP)

    def start(self):
        for server in self.servers:
            server.start()
        self.await_up()
        for server in self.servers:
            if not server.running():
                raise CannotRun(f"{server.name} does not start: {server.log.read_text(errors='replace').strip()}")

    def await_up(self, seconds=30):
        """Until all that run listen."""
        for server in self.servers:
            self.lab.wait_until(seconds, lambda: self._listens(server) or not server.running(), f"{server.name} listens")

    @staticmethod
    def _listens(server):
        if server.process is None:
            return True
        # Asks the kernel, not the server: a connection could be cut.
        try:
            with open(f"/proc/{server.process.pid}/net/tcp") as table, open(
                f"/proc/{server.process.pid}/net/tcp6"
            ) as table6:
                port = f":{int(server.address.rsplit(':', 1)[1]):04X}"
                return any(
                    fields[1].endswith(port) and fields[3] == "0A"
                    for line in [*table, *table6]
                    if len(fields := line.split()) > 3
                )
        except OSError:
            return False

    def running(self):
        return [server for server in self.servers if server.running()]

    def check_alive(self):
        """Fails the test for each server that ended by itself, once."""
        for server in self.servers:
            if server.died():
                server.process.expected = True
                self.lab.fail(f"{server.name} ended by itself with {server.process.popen.returncode}: see {server.log}")

    def stop(self):
        began = time.monotonic()
        for server in self.running():
            code = server.stop()
            self.lab.check(code == 0, f"{server.name} ended with {code} on SIGTERM")
        return time.monotonic() - began

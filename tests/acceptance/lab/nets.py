"""A network of namespaces: each node has its own, and a cable to one bridge. Packets are dropped where they arrive,
so that a sender of packets can't notice, as on a real network."""

import os

from .run import system

PORT = 7600


class Node:
    def __init__(self, name, namespace, ip):
        self.name = name
        self.namespace = namespace
        self.ip = ip

    @property
    def address(self):
        return f"{self.ip}:{PORT}"


class Network:
    """`loss[a, b]` is how many percent of the packets from a to b get lost; 100 is a cut. Takes effect by `apply`."""

    def __init__(self, lab):
        self.prefix = f"ev{os.getpid()}"
        self.lab = lab
        self.nodes = []
        self.loss = {}
        self.applied = {}
        self.hub = self._namespace("hub")
        self._in(self.hub, "ip", "link", "add", "bridge", "type", "bridge")
        self._in(self.hub, "ip", "link", "set", "bridge", "up")

    def node(self, name):
        number = len(self.nodes) + 1
        node = Node(name, self._namespace(name), f"10.77.0.{number}")
        cable = f"{self.prefix}n{number}"
        system("ip", "link", "add", cable, "type", "veth", "peer", "name", f"{cable}p")
        system("ip", "link", "set", cable, "netns", node.namespace, "name", "eth0")
        system("ip", "link", "set", f"{cable}p", "netns", self.hub, "name", f"port{number}")
        self._in(self.hub, "ip", "link", "set", f"port{number}", "master", "bridge", "up")
        self._in(node.namespace, "ip", "address", "add", f"{node.ip}/24", "dev", "eth0")
        self._in(node.namespace, "ip", "link", "set", "eth0", "up")
        self.nodes.append(node)
        return node

    def cut_in(self, node):
        for other in self._others(node):
            self.loss[other, node] = 100

    def cut_out(self, node):
        for other in self._others(node):
            self.loss[node, other] = 100

    def cut(self, node):
        self.cut_in(node)
        self.cut_out(node)

    def cut_between(self, one, other):
        self.loss[one, other] = self.loss[other, one] = 100

    def lose(self, percent):
        """Of all packets between all nodes."""
        for node in self.nodes:
            for other in self._others(node):
                self.loss[node, other] = percent

    def heal(self):
        self.loss.clear()

    def apply(self):
        for node in self.nodes:
            drops = sorted(
                (source.ip, percent) for (source, target), percent in self.loss.items() if target is node and percent
            )
            if self.applied.get(node, []) != drops:
                self.applied[node] = drops
                system("ip", "netns", "exec", node.namespace, "nft", "-f", "-", text=self._rules(drops))

    @staticmethod
    def _rules(drops):
        lines = ["table inet faults", "delete table inet faults", "table inet faults {", "chain arriving {"]
        lines.append("type filter hook input priority 0;")
        for source, percent in drops:
            chance = "" if percent >= 100 else f"numgen random mod 100 < {percent} "
            lines.append(f"ip saddr {source} {chance}drop")
        return "\n".join([*lines, "}", "}", ""])

    def _others(self, node):
        return [other for other in self.nodes if other is not node]

    def _namespace(self, name):
        namespace = f"{self.prefix}-{name}"
        system("ip", "netns", "add", namespace)
        self.lab.at_end(lambda: system("ip", "netns", "delete", namespace, check=False))
        self._in(namespace, "ip", "link", "set", "lo", "up")
        return namespace

    @staticmethod
    def _in(namespace, *command):
        return system("ip", "netns", "exec", namespace, *command)

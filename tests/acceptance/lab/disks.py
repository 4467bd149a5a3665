"""Small disks, and the power loss of one.

A disk is an ext4 file system in an image file, mounted through a loop device. What its kernel has not written to the
device yet is in the page cache alone. The image files lie in an xfs that can share blocks between files: a clone of an
image is made at one instant, between two writes of the device, and has what the device had then and nothing of the page
cache. That is what a machine finds when its power comes back (with a disk that keeps what it has taken; ext4 asks
it to with each fsync).

    xfs image (scratch directory) ── loop ──► xfs ── NAME.img ── loop ──► ext4, mounted on NAME
                                                 └── clone of NAME.img, mounted instead after the power loss
"""

import errno

from .run import system, unmount


class Disk:
    def __init__(self, rack, name, megabytes):
        self.rack = rack
        self.image = rack.place / f"{name}.img"
        self.clone = rack.place / f"{name}.clone"
        self.before = rack.place / f"{name}.before"
        self.path = rack.lab.work / name
        self.path.mkdir()
        system("truncate", "-s", f"{megabytes}M", self.image)
        system("mkfs.ext4", "-q", "-F", self.image)
        self.mount()
        rack.lab.at_end(lambda: unmount(self.path))

    def mount(self):
        system("mount", "-o", "loop", self.image, self.path)

    def lose_power(self):
        """The instant. Whoever uses the disk must be stopped before, killed after, and then `come_back` called."""
        if self.clone.exists():
            self.clone.rename(self.before)
        system("cp", "--reflink=always", self.image, self.clone)

    def come_back(self, stale=False):
        """What the device had at that instant, its journal replayed, on the same path. `stale`: at the instant
        before that one, as no honest disk would, to see whether a test notices."""
        image = self.before if stale and self.before.exists() else self.clone
        system("umount", self.path)
        system("cp", "--reflink=always", "--remove-destination", image, self.image)
        self.mount()


class Rack:
    """Where disks are."""

    def __init__(self, lab, megabytes=16384):
        self.lab = lab
        self.place = lab.work / "rack"
        self.place.mkdir()
        image = lab.work / "rack.img"
        system("truncate", "-s", f"{megabytes}M", image)
        system("mkfs.xfs", "-q", "-m", "reflink=1", image)
        system("mount", "-o", "loop", image, self.place)
        lab.at_end(lambda: unmount(self.place))

    def disk(self, name, megabytes=512):
        return Disk(self, name, megabytes)


def small_disk(lab, name, kilobytes):
    """A tmpfs that is soon full; its path."""
    path = lab.work / name
    path.mkdir()
    system("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", path)
    lab.at_end(lambda: unmount(path))
    return path


def resize(path, kilobytes):
    """Gives a small disk more or less room."""
    system("mount", "-o", f"remount,size={kilobytes}k", path)


def fill(path):
    """Uses up what room a small disk has left, to the last byte."""
    with open(path / "filler", "ab", buffering=0) as out:
        for size in (4096, 1):
            try:
                while True:
                    out.write(bytes(size))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

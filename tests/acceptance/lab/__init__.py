"""What the acceptance tests share: real processes of the installed tools, and ways to be unkind to them.

    run.py        one run: arguments, seed, scratch directory, processes that end with it, the verdict
    nets.py       a network of namespaces on one bridge, with cuts and random loss
    cluster.py    servers (evrecv)
    senders.py    growing log files and the pipelines evtail -F | evsend that read them
    disks.py      small disks, and the power loss of an ext4 file system
    frames.py     which frames lie where, read from the files by docs/FORMAT.md
    verdict.py    is what comes out what went in?

Python's own library only; the tools are those in PATH.
"""

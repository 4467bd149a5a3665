"""A plain TCP proxy that keeps all bytes that pass: proxy.py LISTEN-ADDRESS PORT TARGET-ADDRESS PORT DUMP-FILE

What passes is appended to DUMP-FILE in the order it comes, both directions.
"""
import socket
import sys
import threading

dump = open(sys.argv[5], "ab", buffering=0)


def pump(source, target):
    try:
        while True:
            data = source.recv(1 << 16)
            if not data:
                break
            dump.write(data)
            target.sendall(data)
    except OSError:
        pass
    for each in (source, target):
        try:
            each.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


listening = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    client, _ = listening.accept()
    try:
        server = socket.create_connection((sys.argv[3], int(sys.argv[4])))
    except OSError:
        client.close()
        continue
    for pair in ((client, server), (server, client)):
        threading.Thread(target=pump, args=pair, daemon=True).start()

package evtools.transport;

import evtools.cli.HostPort;

/** How this process reaches others. Implementations are thread-safe. */
public interface Network {
    /**
     * A dialer to a server, not started yet.
     *
     * @param hello what to say to the server
     * @param maxQueuedBytes how much may wait to be written to it
     */
    Dialer dialer(HostPort address, Hello hello, long maxQueuedBytes, Dialer.Listener listener);
}

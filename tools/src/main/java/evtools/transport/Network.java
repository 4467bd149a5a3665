package evtools.transport;

/** How this process reaches others. Implementations are thread-safe. */
public interface Network {
    /**
     * A dialer to a server, not started yet.
     *
     * @param address where it is, and the key it has to prove, if one is given
     * @param hello what to say to the server
     * @param maxQueuedBytes how much may wait to be written to it
     */
    Dialer dialer(ServerAddress address, Hello hello, long maxQueuedBytes, Dialer.Listener listener);
}

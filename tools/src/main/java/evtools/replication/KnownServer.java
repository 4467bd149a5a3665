package evtools.replication;

/** What a sender knows of one server address. */
final class KnownServer {
    final SendWindow window;
    /** Not removed. */
    boolean present;
    /** It has been up: {@link #holder} is known. */
    boolean seen;

    boolean up;
    /** About to stop: it takes nothing new. */
    boolean leaving;

    String zone = "";
    /** Who answered there last. */
    long holder;

    KnownServer(SenderLimits limits) {
        window = new SendWindow(limits);
    }

    /** A connection to it is up; {@code holder} is who answered. */
    void connected(long holder, long now) {
        up = true;
        leaving = false;
        seen = true;
        this.holder = holder;
        window.connected(now);
    }
}

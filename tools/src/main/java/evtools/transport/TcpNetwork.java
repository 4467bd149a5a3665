package evtools.transport;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** TCP from this machine. */
public final class TcpNetwork implements Network {
    private final LongSupplier nanoClock;
    private final Connector connector;
    private final RandomGenerator random;

    /**
     * @param nanoClock monotonic time
     * @param connector connects, with keys if there are some
     * @param random for the jitter of attempts; used by this object only
     */
    public TcpNetwork(LongSupplier nanoClock, Connector connector, RandomGenerator random) {
        this.nanoClock = nanoClock;
        this.connector = connector;
        this.random = random;
    }

    @Override
    public synchronized Dialer dialer(
            ServerAddress address, Hello hello, long maxQueuedBytes, Dialer.Listener listener) {
        SplittableRandom jitter = new SplittableRandom(random.nextLong());
        return new TcpDialer(address, hello, maxQueuedBytes, connector, nanoClock, jitter, listener);
    }
}

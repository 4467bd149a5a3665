package evtools.transport;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** TCP from this machine. */
public final class TcpNetwork implements Network {
    private final LongSupplier nanoClock;
    private final RandomGenerator random;

    /**
     * @param nanoClock monotonic time
     * @param random for the jitter of attempts; used by this object only
     */
    public TcpNetwork(LongSupplier nanoClock, RandomGenerator random) {
        this.nanoClock = nanoClock;
        this.random = random;
    }

    @Override
    public synchronized Dialer dialer(
            ServerAddress address, Hello hello, long maxQueuedBytes, Dialer.Listener listener) {
        SplittableRandom jitter = new SplittableRandom(random.nextLong());
        return new TcpDialer(address.at(), hello, maxQueuedBytes, nanoClock, jitter, listener);
    }
}

package evtools.evtail;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits by the machine's clock. */
final class TimedWaiting implements Waiting {
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void await(long nanos) {
        try {
            boolean now = ended.await(nanos, TimeUnit.NANOSECONDS);
            if (now) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void end() {
        ended.countDown();
    }
}

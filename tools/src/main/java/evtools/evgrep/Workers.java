package evtools.evgrep;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Searches units on several threads. The thread that waits for a unit which nobody has begun searches it itself, so
 * with one thread, or little to do, no other is started.
 *
 * <pre>
 *   submit ──► waiting units ──► threads ──► await: in the order in which the caller asks
 * </pre>
 */
final class Workers implements AutoCloseable {
    /** Starting a thread takes longer than searching this much. */
    private static final long BYTES_BEFORE_THREADS = 2L << 20;

    private final SearchPlan plan;
    private final int threads;
    private final UnitSearcher own;
    private final List<UnitSearcher> searchers = new ArrayList<>();
    private final ArrayDeque<Unit> waiting = new ArrayDeque<>();
    private final Object lock = new Object();
    private long submittedBytes;
    private int started;
    private boolean closed;

    /**
     * @param threads how many search at most, the caller's included
     * @param own the matcher of the caller's thread, which it may go on using
     */
    Workers(SearchPlan plan, EventMatcher own, int threads) {
        this.plan = plan;
        this.threads = threads;
        this.own = new UnitSearcher(plan, own);
    }

    /** How many units are worth having in flight. */
    int window() {
        return threads == 1 ? 1 : started == 0 ? 4 : 4 * threads;
    }

    /** Takes a unit to be searched some time. */
    void submit(Unit unit) {
        submittedBytes += unit.header.wholeLength();
        if (threads == 1) {
            return;
        }
        synchronized (lock) {
            waiting.addLast(unit);
            if (started > 0) {
                lock.notifyAll();
            } else if (submittedBytes >= BYTES_BEFORE_THREADS) {
                startAll();
            }
        }
    }

    private void startAll() {
        for (; started < threads - 1; started++) {
            UnitSearcher searcher = new UnitSearcher(plan, plan.newMatcher());
            searchers.add(searcher);
            Thread.ofPlatform().daemon().name("search " + started).start(() -> work(searcher));
        }
    }

    private void work(UnitSearcher searcher) {
        try (searcher) {
            Unit unit;
            while ((unit = take()) != null) {
                search(searcher, unit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Unit take() throws InterruptedException {
        synchronized (lock) {
            while (true) {
                if (closed) {
                    return null;
                }
                Unit unit = waiting.pollFirst();
                if (unit != null) {
                    unit.state = Unit.RUNNING;
                    return unit;
                }
                lock.wait();
            }
        }
    }

    private void search(UnitSearcher searcher, Unit unit) {
        try {
            searcher.search(unit);
        } catch (RuntimeException | Error e) {
            unit.failure = e;
        }
        synchronized (lock) {
            unit.state = Unit.DONE;
            lock.notifyAll();
        }
    }

    /** Whether a unit has been searched, so that {@link #await} won't take long. */
    boolean isDone(Unit unit) {
        synchronized (lock) {
            return unit.state == Unit.DONE;
        }
    }

    /** Returns when a submitted unit has been searched; searches it and others meanwhile. */
    void await(Unit unit) {
        boolean interrupted = false;
        while (true) {
            Unit mine = null;
            synchronized (lock) {
                while (mine == null && unit.state != Unit.DONE) {
                    mine = unit.state == Unit.WAITING ? unit : waiting.peekFirst();
                    if (mine == null) {
                        try {
                            lock.wait();
                        } catch (InterruptedException e) {
                            interrupted = true;
                        }
                    }
                }
                if (mine == null) {
                    break;
                }
                waiting.remove(mine);
                mine.state = Unit.RUNNING;
            }
            search(own, mine);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rethrow(unit.failure);
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** What all threads did together; to be asked for when nothing is in flight. */
    SearchStats stats() {
        SearchStats sum = new SearchStats();
        sum.add(own.stats());
        synchronized (lock) {
            for (UnitSearcher searcher : searchers) {
                sum.add(searcher.stats());
            }
        }
        return sum;
    }

    /** Ends the threads when they have searched what they are at. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            waiting.clear();
            lock.notifyAll();
        }
        own.close();
    }
}

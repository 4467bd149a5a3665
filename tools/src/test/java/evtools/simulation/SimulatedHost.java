package evtools.simulation;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A machine with a disk, a clock and at most one process. What the process wanted to do later dies with it.
 *
 * <pre>
 *  running ── kill -9 ──► stopped ── start ──► running
 *     └────── power off: page cache gone, nobody is told ──► start
 *     └────── pause: does nothing, hears nothing, then goes on as if no time had passed
 * </pre>
 */
abstract class SimulatedHost {
    final Simulation world;
    final String name;
    final SimulatedDisk disk;
    final SimulatedClock clock;
    final SplittableRandom random;

    /** The network's number for it. */
    final int number;

    private long life;
    private boolean running;
    private boolean powered = true;
    private long pausedUntil;
    private long pausedSince;
    private long endedAt;

    SimulatedHost(Simulation world, String name, int number, SplittableRandom random) {
        this.world = world;
        this.name = name;
        this.number = number;
        this.random = random;
        this.clock = new SimulatedClock(world.time, random.nextLong(1L << 40));
        this.disk = new SimulatedDisk(clock::epochNanos, random.split());
    }

    /** Starts the process: true if it runs now. */
    abstract boolean startProcess();

    /** The process is gone: nothing of it may be used again. */
    abstract void forgetProcess();

    final void start() {
        powered = true;
        if (running) {
            return;
        }
        life++;
        pausedUntil = 0;
        running = true;
        running = startProcess();
        world.trace.note(name, running ? "started" : "could not start");
        if (!running) {
            life++;
            disk.processEnded();
            long retry = life;
            world.time.after(VirtualTime.SECOND, () -> {
                if (retry == life) {
                    start();
                }
            });
        }
    }

    final void kill() {
        if (running) {
            world.trace.note(name, "killed");
            end(true);
            disk.processEnded();
        }
    }

    /** The process has ended by itself; a supervisor starts it again. */
    final void ended() {
        world.trace.note(name, "ended");
        end(true);
        disk.processEnded();
        long retry = life;
        world.time.after(VirtualTime.SECOND, () -> {
            if (retry == life) {
                start();
            }
        });
    }

    /** The machine is off; nobody hears about it, and what was not synced may be lost. */
    final void powerOff() {
        world.trace.note(name, "power off");
        powered = false;
        if (running) {
            end(false);
        }
        loseUnsynced();
    }

    /** The page cache is gone. */
    void loseUnsynced() {
        disk.losePower();
    }

    private void end(boolean othersAreTold) {
        running = false;
        life++;
        endedAt = world.time.now();
        world.network.hostEnded(this, othersAreTold);
        forgetProcess();
    }

    final void pause(long nanos) {
        if (running) {
            world.trace.note(name, "paused");
            pausedSince = pausedUntil > world.time.now() ? pausedSince : world.time.now();
            pausedUntil = Math.max(pausedUntil, world.time.now() + nanos);
        }
    }

    final boolean isRunning() {
        return running;
    }

    final boolean isPowered() {
        return powered;
    }

    final boolean isPaused() {
        return pausedUntil > world.time.now();
    }

    /** Since when it says nothing because it does nothing; -1: it does. */
    final long silentSince() {
        return !running ? endedAt : isPaused() ? pausedSince : -1;
    }

    /** Does something later, unless the process ends before; after its pause if it is paused then. */
    final void after(long nanos, Runnable action) {
        long mine = life;
        world.time.after(nanos, () -> inLife(mine, action));
    }

    private void inLife(long mine, Runnable action) {
        if (mine != life) {
            return;
        }
        if (isPaused()) {
            world.time.at(pausedUntil, () -> inLife(mine, action));
            return;
        }
        try {
            action.run();
        } catch (Violation e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            throw new Violation(name + ": " + e, e);
        }
    }

    /** Who in its process wants to know of servers that come and go. */
    abstract Members.Listener listener();

    /** What it last said to its user. */
    abstract @Nullable String lastWords();
}

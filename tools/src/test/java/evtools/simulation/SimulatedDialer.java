package evtools.simulation;

import evtools.transport.Connection;
import evtools.transport.Dialer;
import evtools.transport.Hello;
import evtools.transport.RefusedException;
import evtools.transport.ServerAddress;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Dials over the simulated network, with the waits of the real one. */
final class SimulatedDialer implements Dialer {
    private static final long CONNECT_NANOS = 2 * VirtualTime.SECOND;
    private static final long HELLO_NANOS = 2 * VirtualTime.SECOND;
    private static final long FIRST_WAIT_NANOS = 50 * VirtualTime.MILLISECOND;
    private static final long LONGEST_WAIT_NANOS = 2 * VirtualTime.SECOND;

    private final Simulation world;
    private final SimulatedHost host;
    private final ServerAddress address;
    private final Hello hello;
    private final long maxQueuedBytes;
    private final Listener listener;
    private @Nullable SimulatedConnection connection;
    private boolean up;
    private boolean closed;
    private int attempt;

    SimulatedDialer(
            Simulation world,
            SimulatedHost host,
            ServerAddress address,
            Hello hello,
            long maxQueuedBytes,
            Listener listener) {
        this.world = world;
        this.host = host;
        this.address = address;
        this.hello = hello;
        this.maxQueuedBytes = maxQueuedBytes;
        this.listener = listener;
    }

    @Override
    public void start() {
        host.after(host.random.nextLong(VirtualTime.MILLISECOND), this::dial);
    }

    private void dial() {
        if (closed) {
            return;
        }
        SimulatedServer target = world.network.at(address);
        if (target == null) {
            failed(new IOException("unknown host " + address.at().host()));
        } else if (!target.isPowered()
                || world.network.isBlocked(host, target)
                || world.network.isBlocked(target, host)) {
            host.after(CONNECT_NANOS, () -> failed(new IOException("no connection within 2000 ms")));
        } else {
            long there = world.network.delay(host, target);
            host.after(2 * there, () -> connect(target));
        }
    }

    private void connect(SimulatedServer target) {
        if (closed) {
            return;
        }
        if (!target.isRunning()) {
            failed(new IOException("Connection refused"));
            return;
        }
        SimulatedConnection fresh = target.accept(host, maxQueuedBytes);
        connection = fresh;
        up = false;
        fresh.onHello(answer -> answered(fresh, answer));
        fresh.whenEnded(why -> ended(fresh, why));
        fresh.sendHello(hello);
        host.after(HELLO_NANOS, () -> {
            if (fresh.equals(connection) && !up) {
                fresh.close("no answer within 2000 ms");
            }
        });
    }

    private void answered(SimulatedConnection fresh, Hello server) {
        if (closed || up) {
            return;
        }
        try {
            if (server.status() != 0) {
                throw new RefusedException(server.status(), server.text());
            }
            server.requireMatch(hello);
        } catch (RefusedException e) {
            connection = null;
            fresh.close("refused");
            failed(e);
            return;
        }
        up = true;
        fresh.serve(listener.up(fresh, server));
    }

    private void ended(SimulatedConnection ended, String why) {
        if (!ended.equals(connection)) {
            return;
        }
        connection = null;
        if (up) {
            up = false;
            attempt = 0;
            if (!closed) {
                listener.down(why);
            }
            again();
        } else {
            failed(new IOException(why));
        }
    }

    private void failed(IOException why) {
        attempt++;
        if (!closed) {
            listener.failed(why, attempt);
        }
        again();
    }

    private void again() {
        long longest = Math.min(LONGEST_WAIT_NANOS, FIRST_WAIT_NANOS << Math.min(attempt, 10));
        host.after(longest / 2 + host.random.nextLong(longest / 2 + 1), this::dial);
    }

    @Override
    public @Nullable Connection connection() {
        return up ? connection : null;
    }

    @Override
    public void closeIfSilent(long nowNanos, long limitNanos) {
        SimulatedConnection current = connection;
        if (current != null && up) {
            current.closeIfSilent(nowNanos, limitNanos);
        }
    }

    @Override
    public void close() {
        closed = true;
        SimulatedConnection current = connection;
        if (current != null) {
            current.close();
        }
    }
}

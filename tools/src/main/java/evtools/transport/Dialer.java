package evtools.transport;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection to one server: connects, says hello, reads, and when that ends tries again after a short, growing
 * and jittered wait. Implementations are thread-safe.
 */
public interface Dialer extends Closeable {
    /** Is told how it goes; never by two threads at once. */
    interface Listener {
        /** The server has welcomed us. */
        MessageHandler up(Connection connection, Hello server);

        /** A connection that was up has ended, and not because the dialer was closed. */
        void down(String why);

        /** An attempt has failed, for the {@code attempt}-th time in a row, from 1. */
        void failed(IOException why, int attempt);
    }

    /** Begins to connect. */
    void start();

    /** The connection, if one is up. */
    @Nullable
    Connection connection();

    /** Closes the connection if it has been silent for that long. */
    void closeIfSilent(long nowNanos, long limitNanos);

    /** Ends the connection and tries no more. */
    @Override
    void close();
}

package evtools.membership;

import evtools.transport.ServerAddress;

/** Who uses the servers of a {@link Membership}. */
public interface Members {
    /** Uses this server too from now on. {@code name} is for messages. */
    void add(ServerAddress server, String name);

    /** Uses this server no more. */
    void remove(ServerAddress server);
}

package evtools.evrecv;

import evtools.transport.Connection;
import evtools.transport.MessageType;
import evtools.transport.Messages;
import evtools.transport.Role;
import java.io.IOException;

/** Refuses to delete frames for a client that has no right to it. One per connection; for its reading thread. */
final class ForbiddenDrop {
    private final Connection connection;
    private final Role role;
    private final ServerReports reports;
    private boolean told;

    ForbiddenDrop(Connection connection, Role role, ServerReports reports) {
        this.connection = connection;
        this.role = role;
        this.reports = reports;
    }

    /**
     * Counts it, tells the client and ends the connection.
     *
     * @throws IOException if it was told before, and goes on
     */
    void refuse() throws IOException {
        reports.counters().forbiddenDrop(role);
        if (told) {
            throw new IOException("wanted frames deleted again");
        }
        told = true;
        reports.diagnostics()
                .warningIn(connection.remote(), "wanted frames deleted, which only an exporter may; connection ended");
        connection.send(MessageType.ERROR, Messages.error("only an exporter may have frames deleted"));
        connection.drainAndClose();
    }
}

package evtools.metrics;

import evtools.cli.Diagnostics;
import evtools.cli.FailureText;
import evtools.cli.HostPort;
import evtools.cli.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** What {@code --metrics ADDR:PORT} does in every tool that has it. */
public final class MetricsListener {
    private MetricsListener() {}

    /**
     * Begins to answer there and says where.
     *
     * @param address without a host: loopback. Anything else than loopback can be read by whoever reaches it, so it has
     *     to be written
     * @throws UserError if that address can't be listened on
     */
    public static MetricsServer start(
            HostPort address, List<MetricsSource> metrics, HealthSource health, Diagnostics diagnostics) {
        InetSocketAddress at = address.host().isEmpty()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port())
                : new InetSocketAddress(address.host(), address.port());
        if (at.isUnresolved()) {
            throw new UserError("--metrics: unknown host " + address.host());
        }
        try {
            MetricsServer server = MetricsServer.start(at, metrics, health);
            InetSocketAddress bound = server.address();
            diagnostics.note("metrics on http://"
                    + new HostPort(bound.getAddress().getHostAddress(), bound.getPort()) + "/metrics");
            return server;
        } catch (IOException e) {
            throw new UserError("--metrics: " + address + ": " + FailureText.reason(e), e);
        }
    }
}

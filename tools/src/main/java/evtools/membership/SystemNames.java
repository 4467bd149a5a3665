package evtools.membership;

import evtools.cli.HostPort;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;

/** Names as this machine resolves them. */
public final class SystemNames implements NameResolver {
    /** How long the JVM may answer from its memory: less than between two of our questions. */
    private static final String CACHE_SECONDS = "5";

    /** Makes the JVM forget names soon, see {@link #forgetSoon}. */
    public SystemNames() {
        forgetSoon();
    }

    /** Makes the JVM forget names soon. Has an effect only before the first name is looked up. */
    public static void forgetSoon() {
        Security.setProperty("networkaddress.cache.ttl", CACHE_SECONDS);
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
    }

    @Override
    public List<String> addresses(String host) throws IOException {
        List<String> addresses = new ArrayList<>();
        boolean loopback = false;
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                // This machine has one server on a port, whichever way it is reached.
                if (!address.isLoopbackAddress() || !loopback) {
                    addresses.add(address.getHostAddress());
                }
                loopback |= address.isLoopbackAddress();
            }
        } catch (UnknownHostException e) {
            throw new IOException("unknown host", e);
        }
        return addresses;
    }

    /**
     * A list in which each name stands for all its addresses, for a tool that looks once. A name without any is kept, so
     * that the failure shows where it is connected to.
     */
    public List<ServerAddress> expand(List<ServerAddress> servers) {
        List<ServerAddress> expanded = new ArrayList<>();
        for (ServerAddress server : servers) {
            if (Membership.isAddress(server.at().host())) {
                expanded.add(server);
                continue;
            }
            try {
                List<String> addresses = addresses(server.at().host());
                if (addresses.size() == 1) {
                    // Its name says more.
                    expanded.add(server);
                    continue;
                }
                for (String address : addresses) {
                    HostPort at = new HostPort(address, server.at().port());
                    expanded.add(new ServerAddress(at, server.zone(), server.key()));
                }
            } catch (IOException e) {
                expanded.add(server);
            }
        }
        return expanded;
    }
}

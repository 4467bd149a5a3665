package evtools.transport;

import evtools.noise.KeyPair;
import evtools.noise.PublicKey;
import evtools.transport.SecurityCounters.Refused;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connects to servers, as far as their welcome: TCP, encryption, hellos.
 *
 * <p>With a key of its own it speaks in plain text to this machine alone; a server whose key is given has to prove it.
 * Nothing that a server or anybody on the way answers makes it fall back to plain text. Thread-safe.
 */
public final class Connector {
    private final LongSupplier nanoClock;
    private final @Nullable KeyPair key;
    private final SecurityCounters counters;
    private final NoiseHello noise;

    /**
     * @param nanoClock monotonic time
     * @param key who this process is; null: it has no key and encrypts nothing
     * @param counters told what becomes of connections
     */
    public Connector(LongSupplier nanoClock, @Nullable KeyPair key, SecurityCounters counters) {
        this(nanoClock, key, SecureLink.Renewal.DEFAULT, counters);
    }

    /** The same, with other times for renewing keys. */
    Connector(LongSupplier nanoClock, @Nullable KeyPair key, SecureLink.Renewal renewal, SecurityCounters counters) {
        this.nanoClock = nanoClock;
        this.key = key;
        this.counters = counters;
        this.noise = new NoiseHello(nanoClock, new SecureRandom(), renewal, counters);
    }

    /** Without a key. */
    public static Connector plaintext(LongSupplier nanoClock) {
        return new Connector(nanoClock, null, new SecurityCounters());
    }

    /**
     * A server that has welcomed us.
     *
     * @param link to it
     * @param server what it said
     */
    public record Contact(ByteLink link, Hello server) {}

    /** What has become of the encrypted connections. */
    public SecurityCounters counters() {
        return counters;
    }

    /**
     * Connects and says hello.
     *
     * @param connectMillis how long connecting may take
     * @param helloMillis how long everything from there to the welcome may take
     * @throws RefusedException if the server said that it doesn't want us
     * @throws InsecureException if it can't be trusted
     */
    public Contact connect(ServerAddress address, Hello hello, int connectMillis, int helloMillis) throws IOException {
        TcpLink tcp = TcpLink.connect(address.at().host(), address.at().port(), connectMillis, nanoClock);
        try {
            tcp.deadline(helloMillis);
            ByteLink link = secured(tcp, address, hello);
            hello.writeTo(link);
            Hello server = Hello.readFrom(link);
            if (server.status() != 0) {
                throw new RefusedException(server.status(), server.text());
            }
            server.requireMatch(hello);
            link.deadline(0);
            return new Contact(link, server);
        } catch (IOException | RuntimeException e) {
            tcp.close();
            throw e;
        }
    }

    private ByteLink secured(TcpLink tcp, ServerAddress address, Hello hello) throws IOException {
        PublicKey pinned = address.publicKey();
        if (pinned == null) {
            if (key != null && !tcp.loopback()) {
                counters.refuse(Refused.PLAINTEXT);
                throw new InsecureException(
                        Refused.PLAINTEXT, "not connected in plain text: its key is not given (HOST:PORT#evpub1…)");
            }
            return tcp;
        }
        if (key == null) {
            throw new InsecureException(Refused.PLAINTEXT, "its key is given, but none of our own (--key)");
        }
        return noise.connect(tcp, key, pinned, hello.environmentTag());
    }
}

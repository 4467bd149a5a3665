package evtools.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import evtools.cli.HostPort;
import evtools.keys.AuthorizedKeys;
import evtools.noise.KeyPair;
import evtools.transport.SecurityCounters.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A server that wants encryption, knows one client, and sends back what it gets; and how that client connects. */
final class EchoServer implements AutoCloseable {
    static final Hello SENDER = Hello.of(Role.SENDER, 1024, 7, 42, "prod");

    private static final int HELLO_MILLIS = 400;
    private static final SecureLink.Renewal RENEWAL =
            new SecureLink.Renewal(Long.MAX_VALUE, 60_000_000_000L, Long.MAX_VALUE, Long.MAX_VALUE);

    final SplittableRandom random = new SplittableRandom(3);
    final KeyPair serverKey = KeyPair.generate(random);
    /** Of the one client that may send and read. */
    final KeyPair clientKey = KeyPair.generate(random);

    final SecurityCounters ofServer = new SecurityCounters();
    final SecurityCounters ofClient = new SecurityCounters();
    /** What ended the server's side of each connection; a text when it ended properly. */
    final BlockingQueue<Object> ends = new LinkedBlockingQueue<>();
    /** What was wrong with the list of keys. */
    final List<String> problems = new ArrayList<>();

    final List<String> warnings = new ArrayList<>();

    private final AuthorizedKeys.Reports reports = new AuthorizedKeys.Reports() {
        @Override
        public void unusable(String what) {
            problems.add(what);
        }

        @Override
        public void nobody(String what) {
            warnings.add(what);
        }
    };

    private final LongSupplier clock = System::nanoTime;
    /** Time that a test moves, besides what passes. */
    private final AtomicLong ahead = new AtomicLong();

    private final Path authorized;
    private final Acceptor acceptor;

    /** @param directory for its list of keys */
    EchoServer(Path directory) throws IOException {
        authorized = directory.resolve("authorized");
        Files.writeString(authorized, "send,read " + clientKey.publicKey() + " a client\n");
        acceptor = serve(ServerSecurity.forTests(
                serverKey,
                AuthorizedKeys.open(authorized, this::nanos, reports),
                HELLO_MILLIS,
                this::nanos,
                RENEWAL,
                ofServer));
    }

    /** Another one with other rules; the caller closes it. */
    Acceptor serve(ServerSecurity security) throws IOException {
        Acceptor bound = Acceptor.bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8, this::nanos, (link, crowded) -> {
                    try {
                        ends.add(echo(security, link));
                    } catch (IOException | RuntimeException e) {
                        ends.add(e);
                    }
                });
        bound.start();
        return bound;
    }

    private static String echo(ServerSecurity security, ByteLink accepted) throws IOException {
        ServerSecurity.Visitor visitor = security.admit(accepted);
        ByteLink link = visitor.link();
        Hello hello;
        RefusedException refusal;
        try {
            hello = security.hello(visitor);
            refusal = security.refusal(visitor, hello);
        } catch (RefusedException e) {
            refusal = e;
        }
        if (refusal != null) {
            new Hello(Role.SERVER, refusal.status(), 1024, 7, 1, String.valueOf(refusal.getMessage())).writeTo(link);
            link.end();
            throw refusal;
        }
        Hello.of(Role.SERVER, 1024, 7, 1, "prod").writeTo(link);
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (link.read(buffer.clear()) >= 0) {
            link.write(buffer.flip());
            link.flush();
        }
        return "closed";
    }

    /** The time for both sides. */
    long nanos() {
        return clock.getAsLong() + ahead.get();
    }

    void advance(long nanos) {
        ahead.addAndGet(nanos);
    }

    /** Puts another list in place of that of the authorized keys, with another time of change. */
    void authorize(String list) throws IOException {
        Files.writeString(authorized, list);
        Files.setLastModifiedTime(authorized, FileTime.fromMillis(1_000_000_000_000L));
    }

    int port() throws IOException {
        return acceptor.address().getPort();
    }

    /** Where it listens. */
    InetSocketAddress address() throws IOException {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    }

    static ServerAddress address(int port, @Nullable KeyPair pinned) {
        String key = pinned == null ? "" : pinned.publicKey().toString();
        return new ServerAddress(new HostPort("127.0.0.1", port), "", key);
    }

    Connector.Contact connect(@Nullable KeyPair key, @Nullable KeyPair pinned, Hello hello) throws IOException {
        return connectTo(port(), key, pinned, hello);
    }

    /** Connects to whoever listens at this port. */
    Connector.Contact connectTo(int port, @Nullable KeyPair key, @Nullable KeyPair pinned, Hello hello)
            throws IOException {
        return new Connector(this::nanos, key, RENEWAL, ofClient).connect(address(port, pinned), hello, 2_000, 2_000);
    }

    /** Says something, and hears it. */
    static void say(ByteLink link, String text) throws IOException {
        link.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        link.flush();
        ByteBuffer back = ByteBuffer.allocate(text.length());
        link.readFully(back);
        assertEquals(text, new String(back.array(), StandardCharsets.UTF_8));
    }

    /** What ended the next connection that ends. */
    Object end() throws InterruptedException {
        Object end = ends.poll(20, TimeUnit.SECONDS);
        return end == null ? "still there" : end;
    }

    void assertEnd(Refused reason) throws InterruptedException {
        Object end = end();
        assertInstanceOf(InsecureException.class, end, String.valueOf(end));
        assertEquals(reason, ((InsecureException) end).reason());
        assertEquals(1, ofServer.refused(reason));
    }

    @Override
    public void close() throws IOException {
        acceptor.close();
    }
}

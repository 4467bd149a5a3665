package evtools.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.frame.FrameLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a connection bears from the other side, over a real socket and with a made-up clock. */
class LinkConnectionLimitsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int FRAME_BYTES = 1 << 20;

    private final AtomicLong clock = new AtomicLong(1);
    private final BlockingQueue<String> events = new ArrayBlockingQueue<>(1_000);
    private final List<AutoCloseable> open = new ArrayList<>();
    private SocketChannel client = unconnected();
    private @Nullable LinkConnection connection;
    private boolean room = true;

    private static SocketChannel unconnected() {
        try {
            return SocketChannel.open();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private final class Handler implements MessageHandler {
        @Override
        public @Nullable ByteBuffer roomForFrame(int flags, int length) {
            return room ? ByteBuffer.allocate(length) : null;
        }

        @Override
        public void frame(int flags, ByteBuffer frame) {
            events.add("frame " + frame.remaining());
        }

        @Override
        public void skipped(int flags, ByteBuffer header, int length) {
            events.add("skipped " + length + " with a header that begins " + header.getInt());
        }

        @Override
        public void message(int type, int flags, ByteBuffer body) {
            events.add("message " + type + " of " + body.remaining());
        }
    }

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            client.connect(listening.getLocalAddress());
            TcpLink link = new TcpLink(listening.accept(), clock::get);
            LinkConnection server = new LinkConnection(link, 1 << 20, clock::get);
            connection = server;
            open.add(server);
            Thread.ofPlatform().daemon().start(() -> events.add("ended: " + server.run(new Handler(), "test")));
        }
        open.add(client);
    }

    @AfterEach
    void disconnect() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private LinkConnection connection() {
        LinkConnection current = connection;
        if (current == null) {
            throw new IllegalStateException("not connected");
        }
        return current;
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static ByteBuffer head(int type, int length) {
        return ByteBuffer.allocate(8)
                .putInt(length)
                .put((byte) type)
                .put(new byte[3])
                .flip();
    }

    private String event() throws InterruptedException {
        String event = events.poll(20, TimeUnit.SECONDS);
        return event == null ? "nothing" : event;
    }

    /** For long enough that what was written has been read. */
    private void nothingHappens() throws InterruptedException {
        assertNull(events.poll(50, TimeUnit.MILLISECONDS));
    }

    private void passTime(long nanos, long steps) {
        for (long i = 0; i < steps; i++) {
            clock.addAndGet(nanos / steps);
            connection().closeIfSilent(clock.get(), 40 * SECOND);
        }
    }

    @Test
    void aFrameThatIsNotWantedIsReadAndDropped() throws Exception {
        room = false;
        write(head(MessageType.FRAME, FRAME_BYTES));
        write(ByteBuffer.allocate(FRAME_BYTES).putInt(0, 4711));
        write(head(99, 3));
        write(ByteBuffer.allocate(3));
        assertEquals("skipped " + FRAME_BYTES + " with a header that begins 4711", event());
        assertEquals("message 99 of 3", event());
        write(head(MessageType.FRAME, FrameLimits.HEADER_BYTES));
        write(ByteBuffer.allocate(FrameLimits.HEADER_BYTES).putInt(0, 5));
        assertEquals("skipped " + FrameLimits.HEADER_BYTES + " with a header that begins 5", event());
    }

    @Test
    void messagesOfEverySizeComeWhole() throws Exception {
        for (int length :
                new int[] {0, 1, 20_000, Connection.MAX_BODY_BYTES, 7, Connection.MAX_BODY_BYTES - 1, 4_096}) {
            write(head(99, length));
            write(ByteBuffer.allocate(length));
            assertEquals("message 99 of " + length, event());
        }
        write(head(MessageType.FRAME, FRAME_BYTES));
        write(ByteBuffer.allocate(FRAME_BYTES));
        assertEquals("frame " + FRAME_BYTES, event());
    }

    @Test
    void whoTricklesAFrameIsCutOff() throws Exception {
        write(head(MessageType.FRAME, FRAME_BYTES));
        // One byte every few seconds: never silent for long.
        trickle();
    }

    @Test
    void whoTricklesAMessageOrItsHeadIsCutOff() throws Exception {
        write(head(99, 5).limit(3));
        trickle();
    }

    private void trickle() {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            boolean closed = false;
            int steps = 0;
            while (!closed) {
                if (steps < 4) {
                    write(ByteBuffer.allocate(1));
                    nothingHappens();
                }
                clock.addAndGet(3 * SECOND);
                steps++;
                closed = connection().closeIfSilent(clock.get(), 1_000 * SECOND);
            }
            assertTrue(steps >= 10, "after 30 s, not after " + 3 * steps);
            assertEquals("ended: brings a message too slowly", event());
        });
    }

    @Test
    void whoIsSlowButSteadyAndWhoIsIdleMayStay() throws Exception {
        passTime(35 * SECOND, 100);
        assertFalse(connection().isClosed(), "idle between messages");
        write(head(MessageType.FRAME, FRAME_BYTES));
        for (int i = 0; i < 4; i++) {
            write(ByteBuffer.allocate(FRAME_BYTES / 4));
            if (i < 3) {
                nothingHappens();
                passTime(29 * SECOND, 10);
            }
        }
        assertEquals("frame " + FRAME_BYTES, event());
        assertFalse(connection().isClosed());
    }

    @Test
    void whoDoesNotReadIsCutOffBeforeMemoryIsFull() throws Exception {
        ByteBuffer body = ByteBuffer.allocate(1_000);
        int sent = 0;
        while (!connection().isClosed() && sent < 1_000_000) {
            connection().send(MessageType.ANSWER, body.duplicate());
            sent++;
        }
        assertTrue(sent < 200_000, "cut off after " + sent);
        assertEquals("ended: does not read: more than 65536 messages wait for it", event());
    }

    @Test
    void offersAreDeclinedWhenTooManyMessagesWait() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        connection().send(98, ByteBuffer.allocate(0));
        assertTrue(connection().offer(new OutgoingMessage() {
            @Override
            public int type() {
                return 99;
            }

            @Override
            public int flags() {
                return 0;
            }

            @Override
            public int length() {
                return 1;
            }

            @Override
            public void writeBody(WritableByteChannel channel) throws IOException {
                writing.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                channel.write(ByteBuffer.allocate(1));
            }
        }));
        assertTrue(writing.await(20, TimeUnit.SECONDS));
        int taken = 0;
        while (taken < 100_000 && connection().offer(OutgoingMessage.of(99, ByteBuffer.allocate(0)))) {
            taken++;
        }
        go.countDown();
        assertEquals(16_384, taken, "empty messages have no bytes to be bounded by");
    }
}

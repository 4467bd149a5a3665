package evtools.evrecv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.store.StoredFrame;
import evtools.transport.Connection;
import evtools.transport.Dialer;
import evtools.transport.Hello;
import evtools.transport.MessageHandler;
import evtools.transport.MessageType;
import evtools.transport.RangeMessage;
import evtools.transport.Role;
import evtools.transport.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stored frame whose header has changed on disk would cut off whoever gets it: it is set aside instead. */
class RottenHeaderTest {
    private static final int LENGTH_OFFSET = 68;

    @TempDir
    private Path directory;

    /** A peer that is up from the beginning, and its connection. */
    private record Peer(Guest guest, Dialer.Listener listener) implements Dialer {
        @Override
        public void start() {
            listener.up(guest, new Hello(Role.SERVER, 0, TestServer.WIDTH, 0, 2, "default"));
        }

        @Override
        public Connection connection() {
            return guest;
        }

        @Override
        public void closeIfSilent(long nowNanos, long limitNanos) {}

        @Override
        public void close() {}
    }

    /** Changes a bit of a frame's header where it lies. */
    private void rot(StoredFrame frame) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Path leaf = files.filter(file -> file.toString().endsWith(".ev"))
                    .findFirst()
                    .orElseThrow();
            try (FileChannel file = FileChannel.open(leaf, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                ByteBuffer one = ByteBuffer.allocate(1);
                long at = frame.offset() + (long) LENGTH_OFFSET;
                file.read(one, at);
                one.put(0, (byte) (one.get(0) ^ 0x10)).flip();
                file.write(one, at);
            }
        }
    }

    private void assertSetAside(TestServer server) throws IOException {
        assertNull(server.store.find(TestServer.ORIGIN, 2));
        assertEquals(1, server.store.rottenCount());
        try (Stream<Path> kept = Files.list(directory.resolve("quarantine"))) {
            assertEquals(1, kept.count());
        }
    }

    @Test
    void aReaderGetsTheOthers() throws IOException {
        try (TestServer server = new TestServer(directory)) {
            server.core.start();
            MessageHandler sending = server.session(Role.SENDER, new Guest());
            for (long sequence = 1; sequence <= 3; sequence++) {
                TestServer.bring(sending, TestServer.frame(sequence));
            }
            rot(server.stored(2));
            Guest reader = new Guest();
            server.session(Role.READER, reader).message(MessageType.FETCH, 0, new RangeMessage(0, -1).encode());
            assertEquals(3, reader.heard.size());
            assertEquals("end 2", reader.heard.getLast());
            assertSetAside(server);
        }
    }

    @Test
    void aPeerIsNotSentIt() throws IOException {
        Guest peer = new Guest();
        peer.busy = true;
        ServerAddress address = ServerAddress.parse("192.0.2.1:1");
        try (TestServer server = new TestServer(
                directory, List.of(address), (at, hello, maxQueuedBytes, listener) -> new Peer(peer, listener))) {
            server.core.start();
            Guest sender = new Guest();
            MessageHandler sending = server.session(Role.SENDER, sender);
            for (long sequence = 1; sequence <= 3; sequence++) {
                TestServer.bring(sending, TestServer.frame(sequence, 2));
            }
            assertEquals(3, server.core.replicator().pendingCount());
            rot(server.stored(2));
            peer.busy = false;
            server.core.tick();
            List<String> frames =
                    peer.heard.stream().filter(said -> said.startsWith("frame")).toList();
            assertEquals(2, frames.size());
            assertTrue(frames.getFirst().equals(frames.getLast()), "whole ones");
            assertEquals(2, server.core.replicator().pendingCount());
            assertSetAside(server);
        }
    }
}

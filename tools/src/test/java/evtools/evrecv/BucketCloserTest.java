package evtools.evrecv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.frame.FrameLimits;
import evtools.store.StoredFrame;
import evtools.transport.MessageHandler;
import evtools.transport.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which frames are read, and when, before and after their bucket is closed. */
class BucketCloserTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long QUIET_NANOS = 2 * SECOND;
    private static final int FRAMES = 5;
    private static final int PAYLOAD_OFFSET = FrameLimits.HEADER_BYTES + 10;

    @TempDir
    private Path directory;

    private long nowNanos;
    private int closedCount;
    private int openedCount;
    private long digest;

    private BucketCloser closer(TestServer server) {
        return new BucketCloser(server.store, QUIET_NANOS, nowNanos, new BucketCloser.Listener() {
            @Override
            public void closed(long bucket, long bucketDigest) {
                closedCount++;
                digest = bucketDigest;
            }

            @Override
            public void opened(long bucket) {
                openedCount++;
            }
        });
    }

    /** Time passes, long after all buckets have ended. */
    private void pass(BucketCloser closer, long nanos) {
        for (long end = nowNanos + nanos; nowNanos < end; nowNanos += SECOND / 20) {
            closer.tick(nowNanos, Long.MAX_VALUE);
        }
    }

    private static void receive(TestServer server) throws IOException {
        MessageHandler sending = server.session(Role.SENDER, new Guest());
        for (long sequence = 1; sequence <= FRAMES; sequence++) {
            TestServer.bring(sending, TestServer.frame(sequence));
        }
        server.store.sync();
    }

    private List<Path> leaves() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".ev")).toList();
        }
    }

    private void rot(StoredFrame frame) throws IOException {
        Path leaf = leaves().getFirst();
        try (FileChannel file = FileChannel.open(leaf, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            long at = frame.offset() + (long) PAYLOAD_OFFSET;
            file.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 1)).flip();
            file.write(one, at);
        }
    }

    @Test
    void whatWasCheckedOnReceptionIsNotReadBeforeItsBucketCloses() throws IOException {
        try (TestServer server = new TestServer(directory)) {
            BucketCloser closer = closer(server);
            // The slow reading looks in now, finds nothing, and rests for the length of a round.
            pass(closer, SECOND / 2);
            receive(server);
            pass(closer, QUIET_NANOS + SECOND);
            assertEquals(1, closedCount);
            assertEquals(0, closer.scrubbedFrames());
        }
    }

    @Test
    void whatWasCheckedOnReceptionIsReadInTheNextRound() throws IOException {
        try (TestServer server = new TestServer(directory)) {
            BucketCloser closer = closer(server);
            pass(closer, SECOND / 2);
            receive(server);
            pass(closer, QUIET_NANOS + SECOND);
            long whole = digest;
            rot(server.stored(2));
            pass(closer, 20 * SECOND);
            assertEquals(1, server.store.rottenCount());
            assertTrue(closer.scrubbedFrames() >= FRAMES, closer.scrubbedFrames() + " frames read");
            assertEquals(1, openedCount);
            assertEquals(2, closedCount);
            assertNotEquals(whole, digest);
        }
    }

    @Test
    void whatRotsBeforeItsBucketClosesIsFoundInTheSameTime() throws IOException {
        try (TestServer server = new TestServer(directory)) {
            BucketCloser closer = closer(server);
            receive(server);
            rot(server.stored(3));
            pass(closer, 20 * SECOND);
            assertEquals(1, server.store.rottenCount());
        }
    }

    @Test
    void whatWasFoundAtTheStartIsReadBeforeItsBucketCloses() throws IOException {
        try (TestServer server = new TestServer(directory)) {
            receive(server);
            rot(server.stored(4));
            for (Path leaf : leaves()) {
                Files.setLastModifiedTime(leaf, FileTime.fromMillis(0));
            }
            // So many newer files that opening the store doesn't look into that one.
            MessageHandler sending = server.session(Role.SENDER, new Guest());
            for (int i = 1; i <= 64; i++) {
                TestServer.bring(sending, TestServer.frame(FRAMES + i, 1, i));
            }
        }
        try (TestServer server = new TestServer(directory)) {
            assertEquals(FRAMES + 64, server.store.frameCount());
            BucketCloser closer = closer(server);
            pass(closer, QUIET_NANOS - SECOND);
            assertEquals(0, closedCount);
            assertTrue(server.store.rottenCount() == 0, "the slow reading leaves it to the first");
            pass(closer, 2 * SECOND);
            assertEquals(1, server.store.rottenCount());
            assertEquals(64, closedCount, "all but the one with the rotten frame");
            pass(closer, QUIET_NANOS + SECOND);
            assertEquals(64 + 1, closedCount);
            assertEquals(FRAMES + 64 - 1, server.store.frameCount());
        }
    }

    @Test
    void aRoundTakesAWeekAtMost() {
        long week = 7 * 24 * 3600;
        for (long bytes : List.of(0L, 1L << 30, 1L << 40, 5L << 40, 100L << 40)) {
            double rate = BucketCloser.againBytesPerSecond(bytes);
            assertTrue(rate * week >= bytes, bytes + " bytes at " + rate + " bytes/s");
            assertTrue(rate >= 2 << 20, bytes + " bytes at " + rate + " bytes/s");
        }
    }
}

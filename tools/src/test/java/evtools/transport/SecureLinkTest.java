package evtools.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.store.FileTarget;
import evtools.transport.SecurityCounters.Refused;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SecureLinkTest {
    private static final SecureLink.Renewal SELDOM = SecureLink.Renewal.DEFAULT;

    private final AtomicLong clock = new AtomicLong();
    private final SplittableRandom random = new SplittableRandom(5);
    private final SecurityCounters ofClient = new SecurityCounters();
    private final SecurityCounters ofServer = new SecurityCounters();

    private LinkPair pair(SecureLink.Renewal renewal) throws IOException, InterruptedException {
        return LinkPair.secure(clock::get, random, renewal, ofClient, ofServer);
    }

    /** Writes bytes of a seed in pieces of many sizes; the last piece is flushed. */
    private static CompletableFuture<Void> writing(ByteLink link, long seed, int bytes) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                byte[] all = bytes(seed, bytes);
                SplittableRandom sizes = new SplittableRandom(seed);
                int at = 0;
                while (at < all.length) {
                    int size = Math.min(all.length - at, 1 + sizes.nextInt(1 << sizes.nextInt(1, 19)));
                    ByteBuffer piece = sizes.nextBoolean()
                            ? ByteBuffer.wrap(all, at, size)
                            : ByteBuffer.allocateDirect(size).put(all, at, size).flip();
                    if (sizes.nextBoolean()) {
                        link.write(piece);
                    } else {
                        assertEquals(size, link.channel().write(piece));
                    }
                    at += size;
                    if (sizes.nextInt(4) == 0) {
                        link.flush();
                    }
                }
                link.flush();
                done.complete(null);
            } catch (IOException | RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static byte[] bytes(long seed, int count) {
        byte[] bytes = new byte[count];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static void expect(ByteLink link, long seed, int bytes) throws IOException {
        byte[] all = bytes(seed, bytes);
        SplittableRandom sizes = new SplittableRandom(~seed);
        int at = 0;
        while (at < all.length) {
            int size = Math.min(all.length - at, 1 + sizes.nextInt(1 << sizes.nextInt(1, 19)));
            ByteBuffer target = sizes.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
            link.readFully(target);
            byte[] read = new byte[size];
            target.flip().get(read);
            assertTrue(Arrays.equals(all, at, at + size, read, 0, size), "bytes from " + at + ", seed " + seed);
            at += size;
        }
    }

    private void bothWays(LinkPair pair, int bytes) throws Exception {
        CompletableFuture<Void> up = writing(pair.client(), 1, bytes);
        CompletableFuture<Void> down = writing(pair.server(), 2, bytes);
        CompletableFuture<Void> read = CompletableFuture.runAsync(() -> {
            try {
                expect(pair.client(), 2, bytes);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        expect(pair.server(), 1, bytes);
        read.get(30, TimeUnit.SECONDS);
        up.get(30, TimeUnit.SECONDS);
        down.get(30, TimeUnit.SECONDS);
    }

    @Test
    void carriesBytesBothWays() throws Exception {
        try (LinkPair pair = pair(SELDOM)) {
            bothWays(pair, 20_000_000);
        }
        assertEquals(0, ofServer.renewals());
    }

    @Test
    void renewsKeysWhileDataFlows() throws Exception {
        try (LinkPair pair = pair(new SecureLink.Renewal(1 << 20, Long.MAX_VALUE, 1 << 30, Long.MAX_VALUE))) {
            // Each takes as long as what is in the sockets' buffers in both directions.
            for (int round = 0; round < 10; round++) {
                bothWays(pair, 4_000_000);
            }
            assertTrue(ofServer.renewals() >= 5, ofServer.renewals() + " renewals");
            assertTrue(ofClient.renewals() >= 5, ofClient.renewals() + " renewals");
        }
    }

    @Test
    void renewsKeysAfterSomeTime() throws Exception {
        try (LinkPair pair = pair(new SecureLink.Renewal(Long.MAX_VALUE, 1_000, Long.MAX_VALUE, 1_000_000))) {
            for (int round = 0; round < 10; round++) {
                clock.addAndGet(1_000);
                for (int i = 0; i < 6; i++) {
                    write(pair.client(), "up");
                    read(pair.server(), "up");
                    write(pair.server(), "down");
                    read(pair.client(), "down");
                }
                assertEquals(round + 1, ofClient.renewals());
                assertEquals(round + 1, ofServer.renewals());
            }
        }
    }

    private static void write(ByteLink link, String text) throws IOException {
        link.write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        link.flush();
    }

    private static void read(ByteLink link, String text) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(text.length());
        link.readFully(target);
        assertEquals(text, new String(target.array(), java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void aSideThatDoesNotRenewItsKeysIsCutOff() throws Exception {
        try (LinkPair pair = pair(new SecureLink.Renewal(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 1_000_000))) {
            write(pair.client(), "in time");
            read(pair.server(), "in time");
            clock.addAndGet(1_000_001);
            write(pair.client(), "late");
            InsecureException e = assertThrows(InsecureException.class, () -> read(pair.server(), "late"));
            assertEquals(Refused.STALE_KEYS, e.reason());
            assertEquals(1, ofServer.refused(Refused.STALE_KEYS));
        }
    }

    @Test
    void anEndIsToldFromACut() throws Exception {
        try (LinkPair pair = pair(SELDOM)) {
            write(pair.client(), "all");
            pair.client().end();
            pair.client().close();
            read(pair.server(), "all");
            assertEquals(-1, pair.server().read(ByteBuffer.allocate(1)));
            assertEquals(-1, pair.server().read(ByteBuffer.allocate(1)));
        }
        try (LinkPair pair = pair(SELDOM)) {
            write(pair.client(), "some");
            pair.client().close();
            read(pair.server(), "some");
            InsecureException e =
                    assertThrows(InsecureException.class, () -> pair.server().read(ByteBuffer.allocate(1)));
            assertEquals(Refused.CUT, e.reason());
            assertEquals(1, ofServer.refused(Refused.CUT));
        }
    }

    @Test
    void transfersFromAFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("frames");
        byte[] bytes = bytes(9, 3_000_000);
        Files.write(file, bytes);
        try (LinkPair pair = pair(SELDOM);
                FileChannel channel = FileChannel.open(file)) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    long done = 0;
                    while (done < bytes.length) {
                        done += channel.transferTo(
                                done, bytes.length - done, pair.client().channel());
                    }
                    pair.client().flush();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            expect(pair.server(), 9, bytes.length);
            sent.get(10, TimeUnit.SECONDS);

            FileTarget itself = (FileTarget) pair.client().channel();
            CompletableFuture<Void> again = CompletableFuture.runAsync(() -> {
                try {
                    itself.transferFrom(channel, 0, 1_000_001);
                    itself.transferFrom(channel, 1_000_001, bytes.length - 1_000_001);
                    pair.client().flush();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            expect(pair.server(), 9, bytes.length);
            again.get(10, TimeUnit.SECONDS);
            assertThrows(EOFException.class, () -> itself.transferFrom(channel, bytes.length - 1, 2));
        }
    }

    /** A changed bit anywhere in a record, its length too, and a record left out or repeated. */
    @Test
    void whatIsChangedOnTheWayIsRefused() throws Exception {
        for (int change = 0; change < 60; change++) {
            int at = change;
            LinkPair before = LinkPair.plain(clock::get);
            LinkPair after = LinkPair.plain(clock::get);
            // client - before - this test - after - server
            CompletableFuture<Void> pump = pumpHandshake(before.server(), after.client());
            try (LinkPair pair =
                    LinkPair.secure(before.client(), after.server(), clock::get, random, SELDOM, ofClient, ofServer)) {
                pump.get(10, TimeUnit.SECONDS);
                write(pair.client(), "a line of some log file");
                ByteBuffer record = ByteBuffer.allocate(2 + 1 + 23 + 16);
                before.server().readFully(record);
                record.flip();
                if (at < record.limit()) {
                    record.put(at, (byte) (record.get(at) ^ (1 << random.nextInt(8))));
                    after.client().write(record);
                    after.client().close();
                } else {
                    write(pair.client(), "another one, as long, yes");
                    ByteBuffer second = ByteBuffer.allocate(2 + 1 + 25 + 16);
                    before.server().readFully(second);
                    if (at % 2 == 0) {
                        after.client().write(record);
                        read(pair.server(), "a line of some log file");
                        record.rewind();
                        after.client().write(record);
                    } else {
                        after.client().write(second.flip());
                    }
                }
                InsecureException e = assertThrows(
                        InsecureException.class, () -> pair.server().readFully(ByteBuffer.allocate(1)), "change " + at);
                assertTrue(
                        e.reason() == Refused.TAMPERED || (at < 2 && e.reason() != Refused.SLOW),
                        e.reason() + " at " + at);
            }
            before.close();
            after.close();
        }
        assertTrue(ofServer.refused(Refused.TAMPERED) >= 58);
    }

    private static CompletableFuture<Void> pumpHandshake(ByteLink fromClient, ByteLink toServer) {
        return CompletableFuture.runAsync(() -> {
            try {
                ByteBuffer first = ByteBuffer.allocate(16 + 96);
                fromClient.readFully(first);
                toServer.write(first.flip());
                ByteBuffer second = ByteBuffer.allocate(8 + 48);
                toServer.readFully(second);
                fromClient.write(second.flip());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}

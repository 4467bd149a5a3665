package evtools.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.event.EventBuilder;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameWriter;
import evtools.store.Spool;
import evtools.store.SpoolFrame;
import evtools.store.StoreListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A spool alone on a disk whose page cache is lost again and again: what was forced is there, what was dropped is not. */
class SpoolPowerLossTest {
    private static final int WIDTH_SECONDS = 10;
    private static final long NOW_SECONDS = 1_700_000_000L;
    private static final Path DIRECTORY = SimulatedDisk.BASE.resolve("state").resolve("spool");

    private static final class Life implements StoreListener {
        final SplittableRandom random;
        final SimulatedDisk disk;
        final FrameCodecs codecs = new FrameCodecs();
        /** What was appended and neither forgotten nor dropped; and which of it was forced. */
        final Map<Long, byte[]> written = new HashMap<>();

        final Set<Long> forced = new HashSet<>();
        /** Told to be forgotten: may come back. */
        final Map<Long, byte[]> forgotten = new HashMap<>();

        final Set<Long> everTaken = new HashSet<>();
        final Set<Long> dropped = new HashSet<>();
        long positions;
        long forcedPositions;
        int reopened;

        Life(long seed) {
            random = new SplittableRandom(seed);
            disk = new SimulatedDisk(() -> NOW_SECONDS * VirtualTime.SECOND, random.split());
        }

        @Override
        public void tailCut(Path file, long offset, long length, Path quarantine) {
            assertTrue(disk.exists(quarantine), "what was cut is kept");
        }

        @Override
        public void damaged(Path file, long offset, long length, String what) {
            // Torn writes leave holes before whole frames: those were never forced, which is checked below.
        }

        @Override
        public void conflict(Path file, long origin, long sequence) {
            throw new AssertionError("two frames of one sequence");
        }

        @Override
        public void diskFailed(Path directory, IOException failure) {
            throw new AssertionError(failure);
        }

        Spool open() throws IOException {
            Spool opened = Spool.open(disk, DIRECTORY, "test", WIDTH_SECONDS, random.split(), this);
            assertNotNull(opened);
            opened.boundFiles(random.nextBoolean() ? 1 << 30 : 1 << 10);
            reopened++;
            check(opened);
            return opened;
        }

        private void check(Spool opened) throws IOException {
            Set<Long> found = new HashSet<>();
            for (SpoolFrame frame : opened.frames()) {
                long sequence = frame.sequence();
                assertTrue(found.add(sequence), "frame " + sequence + " once");
                assertTrue(!dropped.contains(sequence), "dropped frame " + sequence + " has come back");
                byte[] expected = written.getOrDefault(sequence, forgotten.get(sequence));
                assertNotNull(expected, "frame " + sequence + " was never there");
                assertArrayEquals(expected, read(opened, frame), "frame " + sequence);
                written.put(sequence, expected);
                forgotten.remove(sequence);
                // Found now, and so found again unless it is forgotten: it is on the disk.
                forced.add(sequence);
            }
            for (long sequence : forced) {
                assertTrue(found.contains(sequence) || !written.containsKey(sequence), "forced frame " + sequence);
            }
            written.keySet().retainAll(found);
            forced.retainAll(found);
            byte[] last = opened.lastPositions();
            if (last != null) {
                positions = ByteBuffer.wrap(last).getLong(last.length - Long.BYTES);
            } else if (written.isEmpty()) {
                // Its file went with the last frame in it: the state file had it by then.
                positions = forcedPositions;
            }
            assertTrue(positions >= forcedPositions || written.isEmpty(), positions + " after " + forcedPositions);
            positions = Math.max(positions, forcedPositions);
        }

        private static byte[] read(Spool from, SpoolFrame frame) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertNotNull(from.pin(frame.sequence()));
            from.transferTo(frame, Channels.newChannel(out));
            from.unpin(frame);
            return out.toByteArray();
        }

        void append(Spool to) throws IOException {
            long sequence = to.takeSequence();
            assertTrue(everTaken.add(sequence), "sequence " + sequence + " is new");
            byte[] text = new byte[1 + random.nextInt(20_000)];
            random.nextBytes(text);
            long point = Point.fromEpochSeconds(NOW_SECONDS);
            ByteArrayBuilder payload = new ByteArrayBuilder(256);
            new EventBuilder().begin(point).text(text, 0, text.length).finish(payload);
            FrameHeader header = new FrameHeader()
                    .kind(FrameKind.EVENTS)
                    .codec(FrameCodec.NONE)
                    .flags(FrameFlags.SORTED)
                    .durability(3, 2, false)
                    .bucket(WIDTH_SECONDS, Point.bucket(point, WIDTH_SECONDS))
                    .id(to.origin(), sequence)
                    .builtPoint(point)
                    .events(1, point, point);
            byte[] frame = encode(header, payload);
            to.append(header, ByteBuffer.wrap(frame));
            written.put(sequence, frame);
        }

        void appendPositions(Spool to) throws IOException {
            ByteArrayBuilder payload = new ByteArrayBuilder(8);
            payload.putLong(positions + 1);
            to.appendPositions(ByteBuffer.wrap(
                    encode(new FrameHeader().kind(FrameKind.POSITIONS).codec(FrameCodec.NONE), payload)));
            positions++;
        }

        private byte[] encode(FrameHeader header, ByteArrayBuilder payload) {
            ByteArrayBuilder frame = new ByteArrayBuilder(payload.length() + 128);
            FrameWriter.encode(header, codecs, payload.array(), 0, payload.length(), frame);
            return frame.toByteArray();
        }

        void force(Spool to) throws IOException {
            to.force();
            forced.addAll(written.keySet());
            forcedPositions = positions;
        }

        void forget(Spool from) throws IOException {
            for (long sequence : some()) {
                from.forget(sequence);
                forgotten.put(sequence, written.remove(sequence));
                forced.remove(sequence);
            }
        }

        void drop(Spool from) throws IOException {
            List<Long> chosen = some();
            for (long sequence : chosen) {
                written.remove(sequence);
                forced.remove(sequence);
            }
            from.drop(chosen);
            dropped.addAll(chosen);
        }

        private List<Long> some() {
            List<Long> chosen = new ArrayList<>();
            boolean all = random.nextInt(4) == 0;
            for (long sequence : written.keySet()) {
                if (all || random.nextInt(3) == 0) {
                    chosen.add(sequence);
                }
            }
            return chosen;
        }
    }

    private static void live(long seed) throws IOException {
        Life life = new Life(seed);
        SplittableRandom random = life.random;
        Spool spool = life.open();
        for (int step = 0; step < 150; step++) {
            try {
                switch (random.nextInt(20)) {
                    case 0 -> life.forget(spool);
                    case 1 -> life.drop(spool);
                    case 2, 3 -> life.force(spool);
                    case 4 -> life.appendPositions(spool);
                    case 5 -> {
                        life.disk.losePower();
                        life.disk.repair();
                        spool = life.open();
                    }
                    case 6 -> {
                        spool.close();
                        spool = life.open();
                    }
                    case 7 -> life.disk.leaveRoom(random.nextInt(30_000));
                    case 8 -> life.disk.repair();
                    default -> life.append(spool);
                }
            } catch (IOException e) {
                // The disk is full: evsend ends, or goes on; somebody makes room.
                life.disk.repair();
                if (random.nextBoolean()) {
                    life.disk.losePower();
                    spool = life.open();
                }
            }
        }
        life.disk.losePower();
        life.disk.repair();
        life.open();
        assertTrue(life.reopened > 1);
    }

    @Test
    void whatWasForcedSurvivesAndWhatWasDroppedDoesNot() {
        for (long seed = 1; seed <= 300; seed++) {
            try {
                live(seed);
            } catch (IOException | AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}

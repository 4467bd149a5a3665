package evtools.format.position;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionsFileTest {
    @TempDir
    Path directory = Path.of("");

    private static SourcePosition position(String path, long offset) {
        return new SourcePosition(
                path,
                1,
                2,
                3,
                0x123456789abcdef0L,
                5,
                6,
                7,
                offset,
                9,
                true,
                10,
                11,
                12,
                13,
                14,
                2026,
                List.of("%b %e %H:%M:%S${syslog}", ""));
    }

    private static byte[] payload(SourcePosition... positions) {
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        for (SourcePosition position : positions) {
            position.appendTo(out);
        }
        return out.toByteArray();
    }

    @Test
    void commitMergesByPath() throws IOException {
        Path file = directory.resolve("state");
        PositionsFile.commit(file, payload(position("/var/log/a", 100), position("/var/log/ä", 200)));
        PositionsFile.commit(file, payload(position("/var/log/a", 300)));
        Positions positions = PositionsFile.read(file);
        assertEquals(2, positions.size());
        assertEquals(position("/var/log/a", 300), positions.get("/var/log/a"));
        assertEquals(position("/var/log/ä", 200), positions.get("/var/log/ä"));
        assertNull(positions.get("/var/log/b"));
        assertFalse(Files.exists(directory.resolve("state.new")));
    }

    @Test
    void missingAndEmptyFilesHoldNothing() throws IOException {
        assertEquals(0, PositionsFile.read(directory.resolve("none")).size());
        assertEquals(
                0,
                PositionsFile.read(Files.createFile(directory.resolve("empty"))).size());
    }

    @Test
    void damagedStateIsNotTakenForNone() throws IOException {
        Path file = directory.resolve("state");
        PositionsFile.commit(file, payload(position("/var/log/a", 100)));
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x10;
            Files.write(file, damaged);
            assertThrows(FormatException.class, () -> PositionsFile.read(file), "byte " + i);
        }
    }

    @Test
    void entriesOfNewerVersionsPassThrough() throws IOException {
        byte[] newer = payload(position("/var/log/new", 1));
        newer[4] = 2;
        Positions positions = new Positions();
        positions.merge(newer, 0, newer.length);
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        positions.appendTo(out);
        assertArrayEquals(newer, out.toByteArray());
        assertThrows(FormatException.class, () -> positions.get("/var/log/new"));
    }

    @Test
    void cutOrChangedEntriesNeverCrash() {
        byte[] good = payload(position("/var/log/a", 100), position("b", 200));
        long seed = 20_260_101L;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = java.util.Arrays.copyOf(good, i % 3 == 0 ? random.nextInt(good.length) : good.length);
            if (bytes.length > 0 && i % 3 != 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Positions positions = new Positions();
            try {
                positions.merge(bytes, 0, bytes.length);
                positions.get("/var/log/a");
                positions.get("b");
            } catch (FormatException e) {
                assertFalse(String.valueOf(e.getMessage()).isEmpty(), "seed " + seed);
            }
        }
    }
}

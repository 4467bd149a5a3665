package evtools.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import evtools.format.FormatException;
import evtools.format.frame.FrameHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeafFilesTest {
    private static final long SECOND = 1_700_000_000L;

    @TempDir
    private Path folder = Path.of("");

    private final List<Long> places = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();
    private final List<Path> gone = new ArrayList<>();

    private static byte[] frame(long sequence) {
        TestFrames.Made made = TestFrames.frame(sequence, SECOND, "event " + sequence);
        return Arrays.copyOf(made.bytes().array(), made.bytes().limit());
    }

    private Path file(int number, byte[]... frames) throws IOException {
        Path path = folder.resolve(number + ".ev");
        Files.write(path, new byte[0]);
        for (byte[] frame : frames) {
            Files.write(path, frame, StandardOpenOption.APPEND);
        }
        return path;
    }

    private void scan(LeafFiles files) throws IOException {
        places.clear();
        files.scan(new LeafFiles.Visitor() {
            @Override
            public void frame(FrameHeader header, int headerCrc, long place) {
                places.add(place);
            }

            @Override
            public void damaged(Path file, long offset, long length, String what) {
                damage.add(offset + " " + length);
            }

            @Override
            public void gone(Path file) {
                gone.add(file);
            }
        });
    }

    @Test
    void framesOfMoreFilesThanMayBeOpenAreFound() throws IOException {
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            paths.add(file(i, frame(2 * i + 1), frame(2 * i + 2)));
        }
        try (LeafFiles files = new LeafFiles(new SystemDisk(), paths)) {
            scan(files);
            assertEquals(300, places.size());
            for (int i = 299; i >= 0; i -= 7) {
                byte[] expected = frame(i + 1);
                assertArrayEquals(expected, files.fetch(places.get(i), expected.length));
                assertEquals(paths.get(i / 2), files.path(places.get(i)));
            }
        }
        assertEquals(List.of(), damage);
    }

    @Test
    void aHalfWrittenEndIsNoDamageAndIsFoundWhenItIsWhole() throws IOException {
        byte[] second = frame(2);
        Path path = file(1, frame(1), Arrays.copyOf(second, second.length - 5));
        try (LeafFiles files = new LeafFiles(new SystemDisk(), List.of(path))) {
            scan(files);
            assertEquals(1, places.size());
            Files.write(path, Arrays.copyOfRange(second, second.length - 5, second.length), StandardOpenOption.APPEND);
            scan(files);
            assertEquals(2, places.size());
        }
        assertEquals(List.of(), damage);
    }

    @Test
    void damageIsReportedAndWhatIsMissingIsSaid() throws IOException {
        byte[] broken = frame(1);
        broken[10] ^= 1;
        byte[] rotten = frame(2);
        rotten[rotten.length - 1] ^= 1;
        Path path = file(1, broken, rotten, frame(3));
        Path missing = folder.resolve("missing.ev");
        try (LeafFiles files = new LeafFiles(new SystemDisk(), List.of(missing, path))) {
            scan(files);
            assertEquals(List.of(missing), gone);
            assertEquals(List.of("0 " + (broken.length + rotten.length)), damage, "the search checks payloads");
            assertEquals(1, places.size());
        }
        Files.write(path, rotten);
        try (LeafFiles files = new LeafFiles(new SystemDisk(), List.of(path))) {
            scan(files);
            assertEquals(1, places.size(), "a scan looks at headers");
            assertThrows(FormatException.class, () -> files.fetch(places.getFirst(), rotten.length));
        }
    }
}

package evtools.format.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.TailTable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameFileTest {
    @TempDir
    Path directory;

    private static byte[] frame(int number, int bytes, int codec) {
        byte[] payload = new byte[bytes];
        Arrays.fill(payload, (byte) number);
        FrameHeader header = new FrameHeader().codec(codec).events(1, number, number);
        ByteArrayBuilder frame = new ByteArrayBuilder(1024);
        try (FrameCodecs codecs = new FrameCodecs()) {
            FrameWriter.encode(header, codecs, payload, 0, bytes, frame);
        }
        return frame.toByteArray();
    }

    private static FrameFile open(FileChannel channel) throws IOException {
        return new FrameFile(channel, (offset, length, what) -> {
            throw new IllegalStateException(what);
        });
    }

    @Test
    void walksFramesOfAllSizes() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            ByteArrayBuilder stream = new ByteArrayBuilder(1024);
            int[] sizes = new int[1 + random.nextInt(60)];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = random.nextInt(random.nextInt(8) == 0 ? 200_000 : 300);
                stream.put(frame(i, sizes[i], random.nextBoolean() ? FrameCodec.NONE : FrameCodec.ZSTD));
            }
            Path file = Files.write(directory.resolve("s" + seed), stream.toByteArray());
            try (FileChannel channel = FileChannel.open(file);
                    FrameFile frames = open(channel)) {
                TailTable tails = new TailTable();
                long offset = 0;
                for (int i = 0; i < sizes.length; i++) {
                    assertTrue(frames.next(), "seed " + seed + ", frame " + i);
                    assertEquals(offset, frames.streamOffset());
                    assertEquals(i, frames.header().minPoint());
                    if (random.nextBoolean()) {
                        byte[] expected = new byte[sizes[i]];
                        Arrays.fill(expected, (byte) i);
                        byte[] rows = frames.rows(tails);
                        assertEquals(sizes[i], frames.rowsLength());
                        int from = frames.rowsOffset();
                        assertArrayEquals(expected, Arrays.copyOfRange(rows, from, from + sizes[i]));
                    }
                    offset += frames.frameLength();
                }
                assertFalse(frames.next());
                assertFalse(frames.isLost());
            }
        }
    }

    @Test
    void isLostBeforeTheFrameThatIsFollowedByNoFrame() throws IOException {
        byte[] one = frame(1, 1000, FrameCodec.NONE);
        byte[] two = frame(2, 1000, FrameCodec.NONE);
        byte[][] ends = {{1, 2, 3}, Arrays.copyOf(two, 500), Arrays.copyOf(two, 95), new byte[2000]};
        for (byte[] end : ends) {
            byte[] stream =
                    new ByteArrayBuilder(1024).put(one).put(two).put(end).toByteArray();
            try (FileChannel channel = FileChannel.open(Files.write(directory.resolve("lost"), stream));
                    FrameFile frames = open(channel)) {
                assertTrue(frames.next());
                assertFalse(frames.next());
                assertTrue(frames.isLost());
                assertEquals(one.length, frames.streamOffset());
            }
        }
    }

    @Test
    void aWrongChecksumIsFoundWhenTheFrameIsLoaded() throws IOException {
        byte[] frame = frame(1, 1000, FrameCodec.NONE);
        frame[500]++;
        try (FileChannel channel = FileChannel.open(Files.write(directory.resolve("damaged"), frame));
                FrameFile frames = open(channel)) {
            assertTrue(frames.next());
            assertThrows(FormatException.class, frames::load);
        }
    }
}

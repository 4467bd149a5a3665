package evtools.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import evtools.replication.BucketFrames;
import evtools.replication.FrameDigest;
import evtools.replication.FrameKey;
import evtools.replication.FrameSender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Messages of healing against {@code docs/vectors/protocol}, and against whatever else may come. */
class HealingMessagesTest {
    private static final Path VECTORS = Path.of("..", "docs", "vectors", "protocol");
    private static final long ORIGIN = 0x1122334455667788L;
    private static final FrameKey FIRST = new FrameKey(ORIGIN, 1, 0xdeadbeef);
    private static final FrameKey SECOND = new FrameKey(ORIGIN, 2, 0x00c0ffee);
    private static final FrameKey THIRD = new FrameKey(0xffeeddccbbaa9988L, 7, 0x01020304);
    private static final long TAG = 1L << 32;

    private static ByteBuffer vector(String name) throws IOException {
        String text = Files.readString(VECTORS.resolve(name + ".txt"));
        String hex = text.substring(text.indexOf("body:\n") + 6).replace("\n", "");
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static void assertVector(String name, ByteBuffer body) throws IOException {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        assertArrayEquals(vector(name).array(), bytes, name);
    }

    private static long digest(FrameKey frame) {
        return FrameDigest.of(frame.origin(), frame.sequence(), frame.headerCrc());
    }

    @Test
    void questionsAndAnswersAreThoseOfTheVectors() throws IOException {
        assertVector("ask-digests", new DigestsMessage.Question(1, 27465).encode());
        assertEquals(new DigestsMessage.Question(1, 27465), DigestsMessage.Question.decode(vector("ask-digests")));
        BucketFrames frames = new BucketFrames(1);
        for (FrameKey frame : List.of(FIRST, SECOND)) {
            frames.add(frame.origin(), frame.sequence(), frame.headerCrc(), 3, 100);
        }
        assertVector("ask-frames", FrameStatesMessage.question(1_757_812, TAG, frames, 0, 2));
        List<FrameKey> asked = new ArrayList<>();
        ByteBuffer answer = FrameStatesMessage.answer(vector("ask-frames"), (origin, sequence, crc) -> {
            asked.add(new FrameKey(origin, sequence, crc));
            return asked.size() == 1 ? 2 : 0;
        });
        assertEquals(List.of(FIRST, SECOND), asked);
        assertVector("frames", answer);
        FrameStatesMessage.decode(vector("frames"), (tag, states) -> {
            assertEquals(TAG, tag);
            assertArrayEquals(new byte[] {2, 0}, states);
        });
        assertVector("ask-tombstones", TombstonesMessage.question(0, 0));
        assertArrayEquals(new long[2], TombstonesMessage.decodeQuestion(vector("ask-tombstones")));
        long[] ranges = {ORIGIN, 1, 500, ORIGIN, 502, 502};
        assertVector("tombstones", TombstonesMessage.answer(ranges, false));
        assertArrayEquals(ranges, TombstonesMessage.decode(vector("tombstones")));
        assertFalse(TombstonesMessage.hasMore(vector("tombstones")));
        assertVector("drop", DropMessage.encode(List.of(FIRST, SECOND)));
        assertEquals(List.of(FIRST, SECOND), DropMessage.decode(vector("drop")));
    }

    @Test
    void digestsFollowFromTheFrames() throws IOException {
        DigestsMessage said = DigestsMessage.decode(vector("digests"));
        assertEquals(1, said.node().level());
        assertEquals(27465, said.node().index());
        assertEquals(digest(FIRST) + digest(SECOND), said.node().child(1_757_812 % 64));
        assertEquals(digest(THIRD), said.node().child(1_757_813 % 64));
        assertEquals(0, said.node().child(0));
        assertVector("digests", said.encode());
    }

    @Test
    void whatWasDeletedIsSaidToSenders() throws IOException {
        List<FrameSender.Held> held = new ArrayList<>();
        HeldMessage.decode(vector("held-deleted"), ORIGIN, (sequence, state) -> held.add(state));
        assertEquals(List.of(FrameSender.Held.ARCHIVED, FrameSender.Held.EXPIRED, FrameSender.Held.DURABLY), held);
        ByteBuffer question = HeldMessage.question(ORIGIN, new long[] {1, 2, 3});
        assertVector(
                "held-deleted",
                HeldMessage.answer(question, 0x0102030405060708L, (origin, sequence) -> held.get((int) sequence - 1)));
    }

    /** Bodies cut or changed anywhere are refused or read, and never believed beyond their end. */
    @Test
    void anyBytesAreReadWithinTheirBounds() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        String[] names = {"digests", "ask-frames", "frames", "tombstones", "drop", "ask-digests", "ask-tombstones"};
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = vector(names[round % names.length]).array();
            byte[] body = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            for (int i = random.nextInt(3); i > 0 && body.length > 0; i--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt();
            }
            try {
                switch (round % names.length) {
                    case 0 -> DigestsMessage.decode(ByteBuffer.wrap(body));
                    case 1 -> FrameStatesMessage.answer(ByteBuffer.wrap(body), (origin, sequence, crc) -> 0);
                    case 2 -> FrameStatesMessage.decode(ByteBuffer.wrap(body), (tag, states) -> {});
                    case 3 -> TombstonesMessage.decode(ByteBuffer.wrap(body));
                    case 4 -> DropMessage.decode(ByteBuffer.wrap(body));
                    case 5 -> DigestsMessage.Question.decode(ByteBuffer.wrap(body));
                    default -> TombstonesMessage.decodeQuestion(ByteBuffer.wrap(body));
                }
            } catch (IOException e) {
                assertFalse(String.valueOf(e.getMessage()).isEmpty());
            }
        }
        assertThrows(IOException.class, () -> DropMessage.decode(ByteBuffer.allocate(3)));
    }
}

package evtools.transport;

import evtools.noise.KeyPair;
import evtools.noise.PublicKey;
import evtools.replication.FrameSender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What another process sends. The first byte says what it is taken for: the hello in plain text, the first message of an
 * encrypted connection, the answer to it, messages of a connection, or the body of a message of some type. Each must be
 * read to its end or refused by an IOException.
 */
public final class FuzzProtocol {
    private static final KeyPair OWN = KeyPair.generate(new SplittableRandom(1));
    private static final PublicKey SERVER =
            KeyPair.generate(new SplittableRandom(2)).publicKey();
    private static final int KINDS = 5;

    private FuzzProtocol() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        ByteBuffer rest = ByteBuffer.wrap(input, 1, input.length - 1).slice();
        try {
            switch ((input[0] & 0xFF) % KINDS) {
                case 0 -> Hello.readFrom(new Bytes(rest));
                case 1 -> accept(rest);
                case 2 -> noise().connect(new Bytes(rest), OWN, SERVER, 7);
                case 3 -> new MessageReader(new Bytes(rest), new ReadWatch(() -> 0)).readAll(new Handler());
                default -> body(rest.hasRemaining() ? rest.get() & 0xFF : 0, rest.slice());
            }
        } catch (IOException expected) {
            // Refused, as it should be.
        }
    }

    private static NoiseHello noise() {
        return new NoiseHello(
                () -> 0, new SplittableRandom(3), SecureLink.Renewal.DEFAULT, new SecurityCounters());
    }

    private static void accept(ByteBuffer rest) throws IOException {
        if (rest.remaining() >= NoiseHello.FIRST_BYTES) {
            ByteBuffer first = rest.slice(0, NoiseHello.FIRST_BYTES);
            noise().accept(new Bytes(rest.position(NoiseHello.FIRST_BYTES)), first, OWN);
        }
    }

    private static void body(int type, ByteBuffer body) throws IOException {
        switch (type) {
            case MessageType.ANSWER -> AnswerMessage.decode(body);
            case MessageType.ASK_HELD -> HeldMessage.answer(body, 1, (origin, sequence) -> FrameSender.Held.YES);
            case MessageType.HELD -> HeldMessage.decode(body, 1, (sequence, holder) -> {});
            case MessageType.FETCH, MessageType.LIST, MessageType.FETCH_BUCKET -> RangeMessage.decode(body);
            case MessageType.BUCKET -> RangeMessage.BucketLine.decode(body);
            case MessageType.ERROR -> Messages.text(body);
            case MessageType.ASK_DIGESTS -> DigestsMessage.Question.decode(body);
            case MessageType.DIGESTS -> DigestsMessage.decode(body);
            case MessageType.ASK_FRAMES -> FrameStatesMessage.answer(body, (origin, sequence, crc) -> 1);
            case MessageType.FRAMES -> FrameStatesMessage.decode(body, (tag, states) -> {});
            case MessageType.ASK_TOMBSTONES -> TombstonesMessage.decodeQuestion(body);
            case MessageType.TOMBSTONES -> {
                TombstonesMessage.decode(body.duplicate());
                TombstonesMessage.hasMore(body);
            }
            case MessageType.DROP -> DropMessage.decode(body);
            case MessageType.ZONE -> ServerAddress.decodeZone(body);
            default -> {}
        }
    }

    /** Takes frames now and then, and decodes everything else. */
    private static final class Handler implements MessageHandler {
        private int frames;

        @Override
        public @Nullable ByteBuffer roomForFrame(int flags, int length) {
            // A server takes its buffers out of a pool that is bounded.
            return ++frames % 3 == 0 || length > 1 << 20 ? null : ByteBuffer.allocate(length);
        }

        @Override
        public void frame(int flags, ByteBuffer frame) {
            if (frame.remaining() == 0) {
                throw new AssertionError("a frame without bytes");
            }
        }

        @Override
        public void skipped(int flags, ByteBuffer header, int length) {}

        @Override
        public void message(int type, int flags, ByteBuffer body) throws IOException {
            body(type, body);
        }
    }

    /** A link that says what it was given, then is closed. */
    private record Bytes(ByteBuffer bytes) implements ByteLink {
        @Override
        public int read(ByteBuffer target) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(target.remaining(), bytes.remaining());
            target.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public void deadline(long millis) {}

        @Override
        public void write(ByteBuffer source) {
            source.position(source.limit());
        }

        @Override
        public WritableByteChannel channel() {
            throw new IllegalStateException("nothing is transferred");
        }

        @Override
        public String remote() {
            return "fuzz";
        }

        @Override
        public void close() {}
    }
}

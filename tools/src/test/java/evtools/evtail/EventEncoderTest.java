package evtools.evtail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.OwnKeys;
import evtools.format.event.TailTable;
import evtools.format.token.Tokeniser;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The encoder writes what the format's own builder writes. */
class EventEncoderTest {
    private static final byte[] HOST = "host".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] APP = "app".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LETTERS = "ab1=\" ./-{}:\u001a,x".getBytes(StandardCharsets.US_ASCII);

    @Test
    void writesTheSameBytesAsTheBuilder() {
        long seed = 42;
        Random random = new Random(seed);
        EventEncoder encoder = new EventEncoder();
        EventBuilder builder = new EventBuilder();
        Tokeniser tokens = new Tokeniser();
        for (int trial = 0; trial < 3_000; trial++) {
            byte[] message = new byte[random.nextInt(trial % 100 == 0 ? 24_577 : 120)];
            for (int i = 0; i < message.length; i++) {
                message[i] = LETTERS[random.nextInt(LETTERS.length)];
            }
            byte[] source = new byte[random.nextInt(600)];
            tokens.scan(message, 0, message.length);
            encoder.begin();
            encoder.beside(OwnKeys.source(), source, 0, source.length);
            ByteArrayBuilder actual = new ByteArrayBuilder(16);
            int most = encoder.maxLength(message.length, tokens);
            encoder.append(
                    actual,
                    TailTable.WHOLE,
                    trial,
                    HOST,
                    0,
                    HOST.length,
                    APP,
                    0,
                    APP.length,
                    message,
                    0,
                    message.length,
                    tokens);
            assertTrue(actual.length() <= most + 2, "trial " + trial + " of seed " + seed);
            assertArrayEquals(built(builder, trial, message, source, tokens), actual.toByteArray(), "seed " + seed);
        }
    }

    private static byte[] built(EventBuilder builder, long point, byte[] message, byte[] source, Tokeniser tokens) {
        builder.begin(point).host(HOST, 0, HOST.length).app(APP, 0, APP.length);
        int done = 0;
        for (int i = 0; i < tokens.count(); i++) {
            int start = tokens.start(i);
            builder.text(message, done, start - done);
            builder.token(message, tokens.keyStart(i), tokens.keyLength(i), message, start, tokens.length(i));
            done = start + tokens.length(i);
        }
        builder.text(message, done, message.length - done);
        builder.besideWhole(OwnKeys.source(), source, 0, source.length);
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        builder.finish(out);
        return out.toByteArray();
    }
}

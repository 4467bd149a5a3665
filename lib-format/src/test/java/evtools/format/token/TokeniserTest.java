package evtools.format.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokeniserTest {
    private static final int TRIALS = 3_000;

    private final Tokeniser tokeniser = new Tokeniser();

    /** The line with {@code #} for placeholders, then the tokens. */
    private String scan(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        int count = tokeniser.scan(bytes, 0, bytes.length);
        StringBuilder line = new StringBuilder();
        StringBuilder tokens = new StringBuilder();
        int done = 0;
        for (int i = 0; i < count; i++) {
            line.append(message, done, tokeniser.start(i)).append('#');
            done = tokeniser.start(i) + tokeniser.length(i);
            tokens.append(" | ");
            int key = tokeniser.keyStart(i);
            if (tokeniser.keyLength(i) > 0) {
                tokens.append(message, key, key + tokeniser.keyLength(i)).append(':');
            }
            tokens.append(message, tokeniser.start(i), done);
        }
        return line.append(message.substring(done)).append(tokens).toString();
    }

    @Test
    void examplesOfTheFormat() {
        assertEquals(
                "Failed password for root from # port # # | 119.4.203.64 | 2191 | ssh2",
                scan("Failed password for root from 119.4.203.64 port 2191 ssh2"));
        assertEquals(
                "session opened (uid=#) for user=#. | uid:0 | user:bob", scan("session opened (uid=0) for user=bob."));
        assertEquals("took #, load=#: ok | 12.5ms | load:0.7", scan("took 12.5ms, load=0.7: ok"));
        assertEquals("{\"n\":#,\"s\":\"a b #\"} | n:12 | c1", scan("{\"n\":12,\"s\":\"a b c1\"}"));
        assertEquals("open #: No such file | /etc/hosts", scan("open /etc/hosts: No such file"));
        assertEquals("mail to # and/or bob | ann@example.org", scan("mail to ann@example.org and/or bob"));
        assertEquals(
                "a==# x=(#) y=\"#\" z=\"two words\" | b | 1 | y:v,1", scan("a==b x=(1) y=\"v,1\" z=\"two words\""));
    }

    @Test
    void wordsWithoutAnythingVariableStay() {
        assertEquals("check pass; user unknown", scan("check pass; user unknown"));
        assertEquals("logname= tty= input/output either-or", scan("logname= tty= input/output either-or"));
        assertEquals("", scan(""));
        assertEquals("... :: =", scan("... :: ="));
    }

    @Test
    void keysAreWordsWithFewDigitsBeforeAValue() {
        assertEquals("md5=# | md5:abc", scan("md5=abc"));
        assertEquals("#=# | a123 | abc", scan("a123=abc"));
        assertEquals("_x=# | y", scan("_x=y"));
        assertEquals("a=#=# | a:b | c", scan("a=b=c"));
        assertEquals("#?a=#&b=# | /p | a:1 | b:two", scan("/p?a=1&b=two"));
        assertEquals("#== | abc123", scan("abc123=="));
        assertEquals("\"a\": \"#\" | a:x", scan("\"a\": \"x\""));
        assertEquals("\"a\":  \"x\"", scan("\"a\":  \"x\""));
        assertEquals("\"a b\":\"#\" | x1", scan("\"a b\":\"x1\""));
    }

    @Test
    void longWordsStay() {
        String word = "x1".repeat(128);
        assertEquals(word + " a", scan(word + " a"));
        String fits = word.substring(1);
        assertEquals("# a | " + fits, scan(fits + " a"));
    }

    /** Every message of the longest length fits into an event, whatever its words. */
    @Test
    void longestMessagesFit() {
        byte[] message = new byte[EventFormat.MAX_PART_BYTES];
        for (String unit : new String[] {"1 ", "a=1 ", "1.", "=1", "\"a\":1,", "/a/ ", "k=1&", "\u001a", "ab=\"c\" "}) {
            for (int i = 0; i < message.length; i++) {
                message[i] = (byte) unit.charAt(i % unit.length());
            }
            assertTrue(event(message).length() < EventFormat.MAX_EVENT_BYTES - 8_000, unit);
            assertArrayEquals(message, messageOf(event(message)), unit);
        }
    }

    /** Whatever the bytes, the event is valid and gives the message back. */
    @Test
    void anyBytesComeBack() {
        long seed = 20_261_120L;
        Random random = new Random(seed);
        byte[] alphabet = "ab1=\":./\\ \t{}_-\u001a\u0000\u00e9@%".getBytes(StandardCharsets.ISO_8859_1);
        for (int trial = 0; trial < TRIALS; trial++) {
            byte[] message = new byte[random.nextInt(200)];
            for (int i = 0; i < message.length; i++) {
                message[i] = alphabet[random.nextInt(alphabet.length)];
            }
            EventView event = event(message);
            assertTrue(new Messages().crcMatches(event), () -> "seed " + seed + " " + Arrays.toString(message));
            assertArrayEquals(message, messageOf(event), () -> "seed " + seed);
        }
    }

    /** The same tokens as going from word to word by the rules, wherever the message lies in its array. */
    @Test
    void findsWhatTheRulesSay() {
        long seed = 20_261_121L;
        Random random = new Random(seed);
        byte[] alphabet = "abk1==\"\":./\\  \t{_-@\u00e9,".getBytes(StandardCharsets.ISO_8859_1);
        for (int trial = 0; trial < 10 * TRIALS; trial++) {
            byte[] array = new byte[random.nextInt(trial % 50 == 0 ? 400 : 90)];
            int letters = 1 + random.nextInt(alphabet.length);
            for (int i = 0; i < array.length; i++) {
                array[i] = alphabet[random.nextInt(letters)];
            }
            int offset = random.nextInt(array.length + 1);
            int length = random.nextInt(array.length - offset + 1);
            int count = tokeniser.scan(array, offset, length);
            StringBuilder actual = new StringBuilder();
            for (int i = 0; i < count; i++) {
                if (tokeniser.keyLength(i) > 0) {
                    actual.append(text(array, tokeniser.keyStart(i), tokeniser.keyLength(i)))
                            .append('\n');
                }
                actual.append(tokeniser.start(i) - offset)
                        .append(' ')
                        .append(tokeniser.length(i))
                        .append('\n');
            }
            assertEquals(
                    new WordByWord(text(array, offset, length)).tokens(),
                    actual.toString(),
                    () -> "seed " + seed + " " + text(array, offset, length));
        }
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    private EventView event(byte[] message) {
        EventBuilder builder = new EventBuilder().begin(1);
        builder.message(message, 0, message.length);
        int count = tokeniser.scan(message, 0, message.length);
        int done = 0;
        int entries = 0;
        for (int i = 0; i < count; i++) {
            builder.text(message, done, tokeniser.start(i) - done);
            builder.token(
                    message,
                    tokeniser.keyStart(i),
                    tokeniser.keyLength(i),
                    message,
                    tokeniser.start(i),
                    tokeniser.length(i));
            done = tokeniser.start(i) + tokeniser.length(i);
            entries += 2 + tokeniser.keyLength(i) + tokeniser.length(i);
        }
        assertEquals(entries, tokeniser.entryBytes());
        assertTrue(entries <= Tokeniser.MAX_ENTRY_BYTES);
        builder.text(message, done, message.length - done);
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        int length = builder.finish(out);
        EventView view = new EventView();
        assertTrue(view.tryWrap(out.array(), EventFormat.LENGTH_BYTES, length), String.valueOf(view.problem()));
        return view;
    }

    private static byte[] messageOf(EventView event) {
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        new Messages().appendMessage(event, out);
        return out.toByteArray();
    }
}

package evtools.format.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventRoundTripTest {
    private final EventBuilder builder = new EventBuilder();
    private final EventView view = new EventView();
    private final Messages messages = new Messages();

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private ByteArrayBuilder sshEvent() {
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        byte[] text = bytes("auth failure; uid=");
        byte[] uid = bytes("uid");
        byte[] zero = bytes("1000");
        byte[] form = bytes("%b %e %H:%M:%S $h $a[$v]: $m\r");
        builder.begin(111_876_216_100_000_007L)
                .host(bytes("combo"), 0, 5)
                .app(bytes("sshd"), 0, 4)
                .text(text, 0, text.length)
                .token(uid, 0, 3, zero, 0, 4)
                .text(bytes(" tty"), 0, 4)
                .beside(bytes("pid"), bytes("19939"), 0, 5)
                .besideWhole(OwnKeys.form(), form, 0, form.length)
                .finish(out);
        return out;
    }

    @Test
    void messageAndRawLineComeBack() {
        ByteArrayBuilder out = sshEvent();
        assertTrue(view.tryWrap(out.array(), 2, out.length() - 2), view.problem());
        ByteArrayBuilder text = new ByteArrayBuilder(16);
        messages.appendMessage(view, text);
        assertEquals("auth failure; uid=1000 tty", new String(text.toByteArray(), ISO_8859_1));
        assertTrue(messages.crcMatches(view));
        text.clear();
        assertTrue(messages.appendRawLine(view, text));
        assertEquals(
                "Jun 14 15:16:01 combo sshd[19939]: auth failure; uid=1000 tty\r\n",
                new String(text.toByteArray(), ISO_8859_1));
    }

    @Test
    void everyFlippedByteIsNoticedOrHarmless() {
        ByteArrayBuilder out = sshEvent();
        byte[] event = out.toByteArray();
        for (int i = 2; i < event.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = event.clone();
                flipped[i] ^= (byte) (1 << bit);
                if (view.tryWrap(flipped, 2, flipped.length - 2)) {
                    messages.appendRawLine(view, new ByteArrayBuilder(16));
                    messages.crcMatches(view);
                } else {
                    assertNotNull(view.problem());
                }
            }
        }
    }

    @Test
    void everyCutIsNoticed() {
        ByteArrayBuilder out = sshEvent();
        for (int length = 0; length < out.length() - 2; length++) {
            assertFalse(view.tryWrap(out.array(), 2, length));
        }
    }

    @Test
    void hostAndAppOfAnyLengthComeBack() {
        for (int length : new int[] {0, 1, 254, 255, 256, 510, 511, 700}) {
            byte[] host = new byte[length];
            java.util.Arrays.fill(host, (byte) 'h');
            byte[] form = bytes("$h|$m");
            builder.begin(1).host(host, 0, length);
            builder.text(bytes("x"), 0, 1).besideWhole(OwnKeys.form(), form, 0, form.length);
            if (length > 255) {
                builder.besideWhole(OwnKeys.host(), host, 0, length);
            }
            ByteArrayBuilder out = new ByteArrayBuilder(16);
            builder.finish(out);
            assertTrue(view.tryWrap(out.array(), 2, out.length() - 2));
            ByteArrayBuilder raw = new ByteArrayBuilder(16);
            assertTrue(messages.appendRawLine(view, raw));
            assertEquals(length + 3, raw.length());
        }
    }

    @Test
    void randomBytesNeverBreakTheView() {
        long seed = 42;
        Random random = new Random(seed);
        byte[] event = sshEvent().toByteArray();
        int valid = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] broken = event.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                broken[2 + random.nextInt(broken.length - 2)] = (byte) random.nextInt();
            }
            if (view.tryWrap(broken, 2, broken.length - 2)) {
                valid++;
                ByteArrayBuilder text = new ByteArrayBuilder(16);
                messages.appendMessage(view, text);
                messages.appendRawLine(view, text);
            }
        }
        assertTrue(valid > 1_000 && valid < 50_000, "seed " + seed + ": " + valid);
    }

    @Test
    void crcOfPartsIsThatOfTheWholeMessage() {
        ByteArrayBuilder out = sshEvent();
        byte[] whole = bytes("auth failure; uid=1000 tty");
        ByteArrayBuilder other = new ByteArrayBuilder(16);
        byte[] text = bytes("auth failure; uid=");
        byte[] form = bytes("%b %e %H:%M:%S $h $a[$v]: $m\r");
        builder.begin(111_876_216_100_000_007L)
                .host(bytes("combo"), 0, 5)
                .app(bytes("sshd"), 0, 4)
                .message(whole, 0, whole.length)
                .text(text, 0, text.length)
                .token(bytes("uid"), 0, 3, bytes("1000"), 0, 4)
                .text(bytes(" tty"), 0, 4)
                .beside(bytes("pid"), bytes("19939"), 0, 5)
                .besideWhole(OwnKeys.form(), form, 0, form.length)
                .finish(other);
        assertArrayEquals(out.toByteArray(), other.toByteArray());
    }
}

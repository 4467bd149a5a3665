package evtools.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    /** Valid strings of BIP 350, split at their separator. */
    private static final String[][] BECH32M = {
        {"a", "lqfn3a"},
        {"abcdef", "l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx"},
        {"split", "checkupstagehandshakeupstreamerranterredcaperredlc445v"},
    };

    @Test
    void checksumIsThatOfBip350() {
        for (String[] parts : BECH32M) {
            int[] values = parts[1].chars().map(KeyText.ALPHABET::indexOf).toArray();
            assertEquals(KeyText.BECH32M, KeyText.polymod(parts[0], values), parts[0]);
        }
    }

    @Test
    void comesBackFromItsText() {
        for (int seed = 0; seed < 100; seed++) {
            KeyPair key = KeyPair.generate(new SplittableRandom(seed));
            String text = key.publicKey().toString();
            assertEquals(64, text.length());
            assertTrue(text.startsWith("evpub1"), text);
            assertEquals(key.publicKey(), PublicKey.parse(text));
            assertEquals(key.publicKey(), KeyPair.parse(key.secretText()).publicKey());
            assertNotEquals(
                    key.publicKey(),
                    KeyPair.generate(new SplittableRandom(seed + 1)).publicKey());
        }
    }

    @Test
    void everyTypingErrorIsFound() {
        SplittableRandom random = new SplittableRandom(7);
        String text = KeyPair.generate(random).publicKey().toString();
        for (int round = 0; round < 5_000; round++) {
            char[] typed = text.toCharArray();
            for (int i = random.nextInt(4); i >= 0; i--) {
                typed[6 + random.nextInt(58)] = KeyText.ALPHABET.charAt(random.nextInt(32));
            }
            String other = new String(typed);
            if (!other.equals(text)) {
                assertThrows(IllegalArgumentException.class, () -> PublicKey.parse(other), other);
            }
        }
    }

    @Test
    void whatIsNoKeyIsRefused() {
        KeyPair key = KeyPair.generate(new SplittableRandom(3));
        String text = key.publicKey().toString();
        String[] wrong = {
            "",
            "evpub1",
            text.substring(1),
            text + "q",
            text.toUpperCase(java.util.Locale.ROOT),
            text.replace('1', 'b'),
            key.secretText(),
            text.substring(0, 63) + "é"
        };
        for (String other : wrong) {
            assertThrows(IllegalArgumentException.class, () -> PublicKey.parse(other), other);
        }
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> KeyPair.parse(key.secretText().replace('s', 'x')));
        assertFalse(String.valueOf(error.getMessage()).contains(key.secretText().substring(8, 20)));
        assertFalse(key.toString().contains(key.secretText().substring(6)));
    }
}

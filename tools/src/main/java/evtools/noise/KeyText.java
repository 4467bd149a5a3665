package evtools.noise;

/**
 * Keys as text: Bech32m (BIP 350), lower case only.
 *
 * <pre>
 *  evpub1 | 52 characters | 6 characters          evsec1 likewise
 *           32 bytes, most significant bit first, 4 zero bits at the end
 *                           checksum: finds any four wrong characters
 *  each character is 5 bits, by its place in qpzry9x8gf2tvdw0s3jn54khce6mua7l
 * </pre>
 */
final class KeyText {
    static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    static final int BECH32M = 0x2bc830a3;
    private static final int DATA_CHARACTERS = (KeyPair.KEY_BYTES * 8 + 4) / 5;
    private static final int CHECK_CHARACTERS = 6;

    private KeyText() {}

    static String encode(String prefix, byte[] key) {
        StringBuilder text = new StringBuilder(prefix).append('1');
        int[] checked = new int[DATA_CHARACTERS + CHECK_CHARACTERS];
        for (int i = 0; i < DATA_CHARACTERS; i++) {
            int bit = 5 * i;
            int second = bit / 8 + 1 < key.length ? key[bit / 8 + 1] & 0xFF : 0;
            int two = ((key[bit / 8] & 0xFF) << 8) | second;
            checked[i] = (two >> (11 - bit % 8)) & 0x1F;
            text.append(ALPHABET.charAt(checked[i]));
        }
        int sum = polymod(prefix, checked) ^ BECH32M;
        for (int i = 0; i < CHECK_CHARACTERS; i++) {
            text.append(ALPHABET.charAt((sum >>> (5 * (CHECK_CHARACTERS - 1 - i))) & 0x1F));
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException that says what is wrong, never with the text itself: it may be a secret */
    static byte[] decode(String prefix, String text) {
        String head = prefix + "1";
        if (!text.startsWith(head)) {
            throw new IllegalArgumentException("a key that doesn't begin with " + head);
        }
        if (text.length() != head.length() + DATA_CHARACTERS + CHECK_CHARACTERS) {
            throw new IllegalArgumentException("a key of " + text.length() + " characters (expected "
                    + (head.length() + DATA_CHARACTERS + CHECK_CHARACTERS) + ")");
        }
        int[] checked = new int[DATA_CHARACTERS + CHECK_CHARACTERS];
        byte[] key = new byte[KeyPair.KEY_BYTES];
        int bits = 0;
        int count = 0;
        int at = 0;
        for (int i = 0; i < checked.length; i++) {
            checked[i] = ALPHABET.indexOf(text.charAt(head.length() + i));
            if (checked[i] < 0) {
                throw new IllegalArgumentException(
                        "a key with a character that none has, at character " + (head.length() + i + 1));
            }
            if (i < DATA_CHARACTERS) {
                bits = ((bits << 5) | checked[i]) & 0xFFF;
                count += 5;
                if (count >= 8) {
                    count -= 8;
                    key[at++] = (byte) (bits >> count);
                }
            }
        }
        if (polymod(prefix, checked) != BECH32M || (bits & ((1 << count) - 1)) != 0) {
            throw new IllegalArgumentException("a mistyped key: its checksum is wrong");
        }
        return key;
    }

    static int polymod(String prefix, int[] values) {
        int sum = 1;
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) >> 5);
        }
        sum = step(sum, 0);
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) & 0x1F);
        }
        for (int value : values) {
            sum = step(sum, value);
        }
        return sum;
    }

    private static int step(int sum, int value) {
        int top = sum >>> 25;
        int next = ((sum & 0x1FFFFFF) << 5) ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            if (((top >> i) & 1) != 0) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }
}

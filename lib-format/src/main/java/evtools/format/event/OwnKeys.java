package evtools.format.event;

import java.nio.charset.StandardCharsets;

/** Keys of the tokens that belong to the format, {@code docs/FORMAT.md} 2.4, in the order in which they stand. */
public final class OwnKeys {
    private static final byte[] APP = key("_app");
    private static final byte[] DURABILITY = key("_durability");
    private static final byte[] FORM = key("_form");
    private static final byte[] HOST = key("_host");
    private static final byte[] NUMBER = key("_n");
    private static final byte[] PART = key("_part");
    private static final byte[] SOURCE = key("_src");
    private static final byte[] TIME = key("_time");

    private OwnKeys() {}

    /** Whole app, when it is longer than its field. The array is shared: don't write to it. */
    public static byte[] app() {
        return APP;
    }

    /** How safe the event is to be. The array is shared: don't write to it. */
    public static byte[] durability() {
        return DURABILITY;
    }

    /** How the raw line is made. The array is shared: don't write to it. */
    public static byte[] form() {
        return FORM;
    }

    /** Whole host, when it is longer than its field. The array is shared: don't write to it. */
    public static byte[] host() {
        return HOST;
    }

    /** Running number that found no room in the point. The array is shared: don't write to it. */
    public static byte[] number() {
        return NUMBER;
    }

    /** Part of a long line. The array is shared: don't write to it. */
    public static byte[] part() {
        return PART;
    }

    /** Source and generation. The array is shared: don't write to it. */
    public static byte[] source() {
        return SOURCE;
    }

    /** Original text of a time that can't be rebuilt from the point. The array is shared: don't write to it. */
    public static byte[] time() {
        return TIME;
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

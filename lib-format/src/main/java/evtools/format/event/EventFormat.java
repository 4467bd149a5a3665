package evtools.format.event;

/** Constants of the event layout, {@code docs/FORMAT.md} section 2. */
public final class EventFormat {
    public static final int VERSION = 1;
    public static final int POINT_OFFSET = 1;
    public static final int CRC_OFFSET = POINT_OFFSET + Long.BYTES;
    public static final int HOST_OFFSET = CRC_OFFSET + Integer.BYTES;

    /** Version, point, crc, two 1-byte lengths and three 2-byte lengths: an event whose fields are all empty. */
    public static final int MIN_EVENT_BYTES = HOST_OFFSET + 2 + 3 * Short.BYTES;

    public static final int MAX_EVENT_BYTES = 65_535;

    /** An event in a stream is preceded by its length. */
    public static final int LENGTH_BYTES = Short.BYTES;

    public static final int MAX_SHORT_FIELD_BYTES = 255;

    /** Stands in the line where a token goes: ASCII SUB. */
    public static final byte PLACEHOLDER = 0x1A;

    /** Longer raw lines are cut into parts of this length. */
    public static final int MAX_PART_BYTES = 24_576;

    private EventFormat() {}
}

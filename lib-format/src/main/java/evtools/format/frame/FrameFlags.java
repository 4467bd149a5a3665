package evtools.format.frame;

/** Bits of the byte at offset 7 of a frame's header. */
public final class FrameFlags {
    /** The events are in order, and no two are the same. */
    public static final int SORTED = 0x01;

    /** The events arrived after their slice of time had been given out. */
    public static final int LATE = 0x02;

    static final int KNOWN = SORTED | LATE;

    private FrameFlags() {}
}

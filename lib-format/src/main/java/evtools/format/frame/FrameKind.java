package evtools.format.frame;

/** What a frame's payload is, the byte at offset 5 of its header. */
public final class FrameKind {
    public static final int EVENTS = 1;
    public static final int POSITIONS = 2;
    public static final int LATE_MARK = 3;
    public static final int INDEX = 4;
    public static final int END = 5;

    private FrameKind() {}
}

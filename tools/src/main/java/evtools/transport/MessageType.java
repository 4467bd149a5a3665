package evtools.transport;

/** Types of messages, {@code docs/PROTOCOL.md} section 3. */
public final class MessageType {
    /** Empty: I am here. */
    public static final int HEARTBEAT = 1;
    /** A whole frame. */
    public static final int FRAME = 2;
    /** Who holds a frame, or why it was not stored. */
    public static final int ANSWER = 3;
    /** Which of these frames do you hold durably? */
    public static final int ASK_HELD = 4;
    /** The answer to it. */
    public static final int HELD = 5;
    /** Send me the frames of a time range. */
    public static final int FETCH = 6;
    /** Tell me what buckets you have in a time range. */
    public static final int LIST = 7;
    /** One bucket of a list. */
    public static final int BUCKET = 8;
    /** The end of what FETCH or LIST asked for. */
    public static final int END = 9;
    /** Send me what you store from now on. */
    public static final int FOLLOW = 10;
    /** What went wrong, as text; the connection ends. */
    public static final int ERROR = 11;

    /** Send me the frames of a bucket, whatever their points. */
    public static final int FETCH_BUCKET = 12;

    /** What do your closed buckets look like from here down? */
    public static final int ASK_DIGESTS = 13;
    /** The answer to it. */
    public static final int DIGESTS = 14;
    /** Which of these frames do you hold? */
    public static final int ASK_FRAMES = 15;
    /** The answer to it. */
    public static final int FRAMES = 16;
    /** Which frames do you know to be archived? */
    public static final int ASK_TOMBSTONES = 17;
    /** The answer to it. */
    public static final int TOMBSTONES = 18;
    /** An archive has these: delete them. */
    public static final int DROP = 19;

    /** A server's zone, as text. */
    public static final int ZONE = 20;

    /** Empty: a server is about to stop and takes no more frames. */
    public static final int LEAVING = 21;

    /** Flag of {@link #FRAME}: keep it, do not pass it on. */
    public static final int FLAG_STORE_ONLY = 0x01;

    private MessageType() {}
}

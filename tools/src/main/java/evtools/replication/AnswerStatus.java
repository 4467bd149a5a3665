package evtools.replication;

/** What a server says about a frame it was sent. The codes are those of the wire. */
public enum AnswerStatus {
    /** It holds the frame; the answer lists all holders it knows. */
    HELD(1),
    /** Not stored: no room. It stays readable; the sender goes elsewhere. */
    FULL(2),
    /** Not stored: the frame is not one this server may store (damaged, no id, other bucket width). */
    REFUSED(3),
    /** Stored beside another frame of the same id and different bytes. Somebody has to look. */
    CONFLICT(4),
    /** Not stored: the disk failed. The sender goes elsewhere. */
    FAILED(5),
    /** Not stored: more is coming than this server gets rid of, or it is about to stop. Soon, or elsewhere. */
    OVERLOADED(6),
    /** Not stored: it was deleted here after a verified copy of it went to an archive. Nothing is left to be done. */
    ARCHIVED(7),
    /** Not stored: it was here and is older than this server keeps frames. Nothing is left to be done. */
    EXPIRED(8);

    private final int code;

    AnswerStatus(int code) {
        this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** Whether the answering server has the frame now. */
    public boolean holds() {
        return this == HELD || this == CONFLICT;
    }

    /** Whether the frame has come to the end of its way: a sender need not keep it. */
    public boolean settles() {
        return this == ARCHIVED || this == EXPIRED;
    }

    /** The status of a code; an unknown one counts as {@link #REFUSED}: surely nothing was promised. */
    public static AnswerStatus of(int code) {
        return switch (code) {
            case 1 -> HELD;
            case 2 -> FULL;
            case 4 -> CONFLICT;
            case 5 -> FAILED;
            case 6 -> OVERLOADED;
            case 7 -> ARCHIVED;
            case 8 -> EXPIRED;
            default -> REFUSED;
        };
    }
}

package evtools.transport;

/** Why a connection is refused, the status byte of a server's hello. */
public final class Refusal {
    /** Not our protocol, or another version of it. */
    public static final int PROTOCOL = 1;

    public static final int ENVIRONMENT = 2;
    public static final int BUCKET_WIDTH = 3;
    /** As many connections as the server takes. */
    public static final int BUSY = 4;
    /** The server found itself at the other end. */
    public static final int SELF = 5;

    /** The server takes encrypted connections only. */
    public static final int ENCRYPTION = 6;
    /** The client's key is not authorized. */
    public static final int KEY = 7;
    /** The client's key is not authorized for this role. */
    public static final int RIGHT = 8;

    /** The largest of them. */
    public static final int MAX = RIGHT;

    private Refusal() {}

    /** One word for it. */
    public static String name(int status) {
        return switch (status) {
            case PROTOCOL -> "protocol";
            case ENVIRONMENT -> "environment";
            case BUCKET_WIDTH -> "bucket_width";
            case BUSY -> "busy";
            case SELF -> "self";
            case ENCRYPTION -> "encryption";
            case KEY -> "key";
            case RIGHT -> "right";
            default -> "other";
        };
    }
}

package evtools.transport;

import org.jspecify.annotations.Nullable;

/** What a process is to the one it connects to. */
public enum Role {
    /** evsend: brings frames and asks who holds them. */
    SENDER(1),
    /** Another evrecv: passes frames on. */
    PEER(2),
    /** evfetch: asks for ranges. */
    READER(3),
    /** The side that was connected to. */
    SERVER(4),
    /** evport: asks for ranges, and deletes what is in the archive. */
    EXPORTER(5);

    private final int code;

    Role(int code) {
        this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** The role of a code; null if there is none. */
    static @Nullable Role of(int code) {
        for (Role role : values()) {
            if (role.code == code) {
                return role;
            }
        }
        return null;
    }
}

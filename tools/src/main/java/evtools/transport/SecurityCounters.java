package evtools.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What has become of the encrypted connections of a process, and of those that were not let in. Thread-safe. */
public final class SecurityCounters {
    /** Why a connection was refused or ended. */
    public enum Refused {
        /** It was not encrypted and had to be. */
        PLAINTEXT("plaintext"),
        /** Its first message was not made for this server's key, or was changed on the way. */
        WRONG_KEY("wrong_key"),
        /** Its key is not among the authorized ones. */
        UNKNOWN_KEY("unknown_key"),
        /** Its key is authorized, but not for what it wanted. */
        NO_RIGHT("no_right"),
        /** What came was no handshake. */
        MALFORMED("malformed"),
        /** A record was changed, replayed or made up. */
        TAMPERED("tampered"),
        /** It ended without an end mark. */
        CUT("cut"),
        /** It took too long to say who it is. */
        SLOW("slow"),
        /** There were too many connections at once that had not said who they are. */
        FLOOD("flood"),
        /** The other side answered in plain text, or had no key, where an encrypted connection was asked for. */
        DOWNGRADE("downgrade"),
        /** The other side did not renew its keys in time. */
        STALE_KEYS("stale_keys");

        private final String label;

        Refused(String label) {
            this.label = label;
        }

        /** Its name in metrics. */
        public String label() {
            return label;
        }
    }

    private final Map<Refused, LongAdder> refused = new EnumMap<>(Refused.class);
    private final LongAdder handshakes = new LongAdder();
    private final LongAdder renewals = new LongAdder();

    /** Nothing has happened yet. */
    public SecurityCounters() {
        for (Refused why : Refused.values()) {
            refused.put(why, new LongAdder());
        }
    }

    void refuse(Refused why) {
        counter(why).increment();
    }

    private LongAdder counter(Refused why) {
        return Objects.requireNonNull(refused.get(why));
    }

    void handshake() {
        handshakes.increment();
    }

    void renewal() {
        renewals.increment();
    }

    /** How many connections were refused or ended for this reason. */
    public long refused(Refused why) {
        return counter(why).sum();
    }

    /** How many handshakes succeeded. */
    public long handshakes() {
        return handshakes.sum();
    }

    /** How many times the keys of a connection were renewed. */
    public long renewals() {
        return renewals.sum();
    }
}

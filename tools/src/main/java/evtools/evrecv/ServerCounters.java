package evtools.evrecv;

import evtools.replication.AnswerStatus;
import evtools.transport.Role;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What has happened to a server since it was started. At most a few additions a frame. Thread-safe. */
final class ServerCounters {
    /** What became of a frame that was received. */
    enum Fate {
        STORED,
        DUPLICATE,
        CONFLICT,
        FULL,
        FAILED,
        REFUSED,
        OVERLOADED,
        ARCHIVED,
        EXPIRED;

        private static Fate of(AnswerStatus status, boolean wasHere) {
            return switch (status) {
                case HELD -> wasHere ? DUPLICATE : STORED;
                case CONFLICT -> CONFLICT;
                case FULL -> FULL;
                case FAILED -> FAILED;
                case REFUSED -> REFUSED;
                case OVERLOADED -> OVERLOADED;
                case ARCHIVED -> ARCHIVED;
                case EXPIRED -> EXPIRED;
            };
        }
    }

    /** What was found wrong with the store. */
    enum Damage {
        /** A half-written end, cut off when the store was opened. */
        TAIL,
        /** Bytes that are no frame. */
        FRAME,
        /** A frame whose bytes have changed on disk. */
        ROTTEN,
        /** Two frames of one id. */
        CONFLICT,
        /** A directory that takes nothing any more. */
        DISK
    }

    /** Statuses of refusals are small numbers; what is beyond is counted with the first. */
    private static final int REFUSALS = 32;

    private final Map<Role, Map<Fate, AtomicLong>> frames = new EnumMap<>(Role.class);
    private final Map<Role, AtomicLong> bytes = counters(Role.class);
    private final Map<Role, AtomicLong> silent = counters(Role.class);
    private final Map<Role, AtomicLong> forbiddenDrops = counters(Role.class);
    private final AtomicLongArray refusals = new AtomicLongArray(REFUSALS);
    private final Map<Damage, AtomicLong> damages = counters(Damage.class);
    private final AtomicLong storedBytes = new AtomicLong();
    private final AtomicLong forwardedFrames = new AtomicLong();
    private final AtomicLong forwardedBytes = new AtomicLong();
    private final AtomicLong readFrames = new AtomicLong();
    private final AtomicLong readBytes = new AtomicLong();
    private final AtomicLong missedFrames = new AtomicLong();
    private final AtomicLong expiredFrames = new AtomicLong();
    private final AtomicLong archivedFrames = new AtomicLong();

    ServerCounters() {
        for (Role role : Role.values()) {
            frames.put(role, counters(Fate.class));
        }
    }

    /** A counter for each; the map itself changes no more. */
    private static <K extends Enum<K>> Map<K, AtomicLong> counters(Class<K> kinds) {
        Map<K, AtomicLong> counters = new EnumMap<>(kinds);
        for (K kind : kinds.getEnumConstants()) {
            counters.put(kind, new AtomicLong());
        }
        return counters;
    }

    private static <K> AtomicLong of(Map<K, AtomicLong> counters, K kind) {
        return Objects.requireNonNull(counters.get(kind));
    }

    private AtomicLong framesOf(Role from, Fate fate) {
        return of(Objects.requireNonNull(frames.get(from)), fate);
    }

    /** A frame was received and answered. */
    void took(Role from, AnswerStatus status, boolean wasHere, int length) {
        Fate fate = Fate.of(status, wasHere);
        framesOf(from, fate).incrementAndGet();
        of(bytes, from).addAndGet(length);
        if (fate == Fate.STORED || fate == Fate.CONFLICT) {
            storedBytes.addAndGet(length);
        }
    }

    /** A frame was queued for a peer. */
    void forwarded(int length) {
        forwardedFrames.incrementAndGet();
        forwardedBytes.addAndGet(length);
    }

    /** A frame was queued for a reader. */
    void read(int length) {
        readFrames.incrementAndGet();
        readBytes.addAndGet(length);
    }

    /** A follower was too slow for a frame. */
    void missed() {
        missedFrames.incrementAndGet();
    }

    /** Frames were deleted because of their age. */
    void expired(int count) {
        expiredFrames.addAndGet(count);
    }

    /** Frames were deleted because an archive has them. */
    void archived(int count) {
        archivedFrames.addAndGet(count);
    }

    /** A connection was refused, with this status of its hello. */
    void refused(int status) {
        refusals.incrementAndGet(status > 0 && status < REFUSALS ? status : 0);
    }

    /** A client was silent or slow for too long, and its connection closed. */
    void silent(Role role) {
        of(silent, role).incrementAndGet();
    }

    /** Connections of clients that were silent or slow for too long. */
    long silentClients(Role role) {
        return of(silent, role).get();
    }

    /** Somebody of this role wanted frames deleted and has no right to it. */
    void forbiddenDrop(Role role) {
        of(forbiddenDrops, role).incrementAndGet();
    }

    /** How often somebody of this role wanted frames deleted and had no right to it. */
    long forbiddenDrops(Role role) {
        return of(forbiddenDrops, role).get();
    }

    /** Something is wrong with the store. */
    void damaged(Damage what) {
        of(damages, what).incrementAndGet();
    }

    long frames(Role from, Fate fate) {
        return framesOf(from, fate).get();
    }

    long bytes(Role from) {
        return of(bytes, from).get();
    }

    long storedBytes() {
        return storedBytes.get();
    }

    long forwardedFrames() {
        return forwardedFrames.get();
    }

    long forwardedBytes() {
        return forwardedBytes.get();
    }

    long readFrames() {
        return readFrames.get();
    }

    long readBytes() {
        return readBytes.get();
    }

    long missedFrames() {
        return missedFrames.get();
    }

    long archivedFrames() {
        return archivedFrames.get();
    }

    long expiredFrames() {
        return expiredFrames.get();
    }

    /** Of one status; 0: of those that no status here stands for. */
    long refusals(int status) {
        return refusals.get(status);
    }

    long damages(Damage what) {
        return of(damages, what).get();
    }
}

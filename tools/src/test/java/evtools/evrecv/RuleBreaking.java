package evtools.evrecv;

/** Servers that don't keep a rule, for tests that must notice, and what such tests look at. */
public final class RuleBreaking {
    private RuleBreaking() {}

    /** From now on this server answers before a frame is on disk, whatever its class. */
    public static void answerWithoutSync(ServerCore core) {
        core.answerBy(header -> false);
    }

    /** Frames that this server says it has deleted, for whatever reason. */
    public static long deletedCount(ServerReports reports) {
        return reports.counters().archivedFrames() + reports.counters().expiredFrames();
    }
}

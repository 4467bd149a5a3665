package evtools.evrecv;

/** Servers that don't keep a rule, for tests that must notice. */
public final class RuleBreaking {
    private RuleBreaking() {}

    /** From now on this server answers before a frame is on disk, whatever its class. */
    public static void answerWithoutSync(ServerCore core) {
        core.answerBy(header -> false);
    }
}

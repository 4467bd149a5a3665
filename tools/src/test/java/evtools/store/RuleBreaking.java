package evtools.store;

/** Stores that don't keep a rule, for tests that must notice. */
public final class RuleBreaking {
    private RuleBreaking() {}

    /** From now on, or no more, this store takes deleted frames for such as were never there. */
    public static void ignoreTombstones(DirectoryStore store, boolean ignores) {
        store.ignoreTombstones(ignores);
    }

    /** The file in which a store's directory keeps its tombstones. */
    public static String tombstoneFile() {
        return TombstoneFile.NAME;
    }
}

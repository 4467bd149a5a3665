package evtools.simulation;

/**
 * What a run came to, if no guarantee was violated.
 *
 * @param traceHash equal for equal runs
 * @param frames that senders made
 * @param beyond frames that met more losses than their class stands
 * @param archived frames that an archive has
 * @param settled frames that their senders were told the end of
 * @param deleted copies that servers have deleted because they might
 */
record Outcome(
        long seed,
        long traceHash,
        long steps,
        int frames,
        int acknowledged,
        int confirmed,
        int dropped,
        int beyond,
        int archived,
        int settled,
        int deleted) {}

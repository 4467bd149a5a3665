package evtools.simulation;

/**
 * What a run came to, if no guarantee was violated.
 *
 * @param traceHash equal for equal runs
 * @param frames that senders made
 * @param beyond frames that met more losses than their class stands
 */
record Outcome(
        long seed, long traceHash, long steps, int frames, int acknowledged, int confirmed, int dropped, int beyond) {}

package evtools.evtail;

/** Waits for time to pass; a simulated one in tests. */
interface Waiting {
    /** Returns after so many nanoseconds, or early when {@link #end} was or is called. */
    void await(long nanos);

    /** Ends the current wait and all later ones; may be called from another thread. */
    void end();
}

package evtools.format.frame;

/** Is told of bytes that a reader had to skip. */
@FunctionalInterface
public interface DamageListener {
    /**
     * Bytes were skipped.
     *
     * @param offset where in the stream the skipped bytes begin
     * @param length how many were skipped
     * @param what what is wrong with them, for a person
     */
    void damaged(long offset, long length, String what);
}

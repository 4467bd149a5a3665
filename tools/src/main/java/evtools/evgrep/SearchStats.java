package evtools.evgrep;

/** What a search did, for {@code --stats}. Each thread has its own; {@link #add} brings them together. */
final class SearchStats {
    long inputs;
    long frames;
    long framesSkippedByTime;
    long bytesSkippedByTime;
    long bytesRead;
    long bytesDecompressed;
    long eventsTested;
    long selected;

    void add(SearchStats other) {
        inputs += other.inputs;
        frames += other.frames;
        framesSkippedByTime += other.framesSkippedByTime;
        bytesSkippedByTime += other.bytesSkippedByTime;
        bytesRead += other.bytesRead;
        bytesDecompressed += other.bytesDecompressed;
        eventsTested += other.eventsTested;
        selected += other.selected;
    }
}

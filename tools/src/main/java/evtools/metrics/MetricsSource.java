package evtools.metrics;

/** Somebody with numbers to show. Called once a scrape, never by two threads at once. */
@FunctionalInterface
public interface MetricsSource {
    /** Writes the present values. */
    void writeTo(MetricsPage page);
}

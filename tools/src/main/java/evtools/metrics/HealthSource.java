package evtools.metrics;

/** Somebody who knows what is wrong. Called once a request, never by two threads at once. */
@FunctionalInterface
public interface HealthSource {
    /** Names what is wrong now. */
    void check(HealthReport report);
}

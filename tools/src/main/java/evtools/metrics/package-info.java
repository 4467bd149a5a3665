/**
 * What a running process tells those who watch it: numbers in Prometheus' text format, and whether it is well.
 *
 * <pre>
 *  components ── getters ──► {@link evtools.metrics.MetricsSource} ──► {@link evtools.metrics.MetricsPage} ──► GET /metrics
 *  components ── getters ──► {@link evtools.metrics.HealthSource}  ──► {@link evtools.metrics.HealthReport} ─► GET /health
 *                            called when somebody asks, on one of
 *                            {@link evtools.metrics.MetricsServer}'s threads
 * </pre>
 *
 * <p>Components count for themselves, in plain fields under the locks that they take anyway, and know nothing of this
 * package: what nobody asks for costs nothing. A source must not do what can take long (no disk, no network) and must
 * hold a component's lock for a few reads only.
 *
 * <p>May use the JDK, its HTTP server, and cli for addresses.
 */
@NullMarked
package evtools.metrics;

import org.jspecify.annotations.NullMarked;

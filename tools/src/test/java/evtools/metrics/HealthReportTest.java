package evtools.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HealthReportTest {
    @Test
    void isWellWithoutReasons() {
        HealthReport report = HealthReport.of(r -> {});
        assertTrue(report.isWell());
        assertEquals("ok\n", report.text());
    }

    @Test
    void isWellThoughDegraded() {
        HealthReport report = HealthReport.of(r -> r.degraded("peer b: away"));
        assertTrue(report.isWell());
        assertEquals("ok\ndegraded: peer b: away\n", report.text());
    }

    @Test
    void namesEachReasonOnALineOfItsOwn() {
        HealthReport report = HealthReport.of(r -> {
            r.degraded("peer b: away");
            r.failing("disk /a\nfailed");
        });
        assertFalse(report.isWell());
        assertEquals("failing: disk /a failed\ndegraded: peer b: away\n", report.text());
        assertEquals(1, report.failingCount());
        assertEquals(1, report.degradedCount());
    }
}

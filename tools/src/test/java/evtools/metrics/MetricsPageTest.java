package evtools.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MetricsPageTest {
    @Test
    void writesHelpTypeAndValues() {
        MetricsPage page = new MetricsPage();
        page.counter("evtools_frames_total", "Frames seen.")
                .value(3, "from", "peer")
                .value(4, "from", "sender");
        page.gauge("evtools_age_seconds", "Age.").seconds(1_500_000_000L);
        assertEquals("""
                # HELP evtools_frames_total Frames seen.
                # TYPE evtools_frames_total counter
                evtools_frames_total{from="peer"} 3
                evtools_frames_total{from="sender"} 4
                # HELP evtools_age_seconds Age.
                # TYPE evtools_age_seconds gauge
                evtools_age_seconds 1.5
                """, page.text());
    }

    @Test
    void escapesLabelValuesAndHelp() {
        MetricsPage page = new MetricsPage();
        page.gauge("x", "a \"b\" \\ c\nd").value(1L, "path", "/a \"b\" \\ c\nd", "other", "ä");
        assertEquals(
                "# HELP x a \"b\" \\\\ c\\nd\n# TYPE x gauge\nx{path=\"/a \\\"b\\\" \\\\ c\\nd\",other=\"ä\"} 1\n",
                page.text());
    }

    @Test
    void writesNumbersThatAreNone() {
        MetricsPage page = new MetricsPage();
        page.gauge("x", "x")
                .value(Double.NaN)
                .value(Double.POSITIVE_INFINITY, "a", "1")
                .value(Double.NEGATIVE_INFINITY, "a", "2");
        assertEquals("# HELP x x\n# TYPE x gauge\nx NaN\nx{a=\"1\"} +Inf\nx{a=\"2\"} -Inf\n", page.text());
    }

    @Test
    void writesHistogramsCumulatively() {
        DurationHistogram histogram = new DurationHistogram();
        histogram.add(1_000_000L);
        histogram.add(1_000_001L);
        histogram.add(70_000_000_000L);
        histogram.add(-5);
        MetricsPage page = new MetricsPage();
        page.histogram("wait_seconds", "Waiting.", histogram.snapshot());
        String text = page.text();
        String[] lines = text.split("\n");
        assertEquals("# HELP wait_seconds Waiting.", lines[0]);
        assertEquals("# TYPE wait_seconds histogram", lines[1]);
        assertEquals("wait_seconds_bucket{le=\"0.001\"} 2", lines[2]);
        assertEquals("wait_seconds_bucket{le=\"0.002\"} 3", lines[3]);
        assertEquals("wait_seconds_bucket{le=\"60.0\"} 3", lines[16]);
        assertEquals("wait_seconds_bucket{le=\"+Inf\"} 4", lines[17]);
        assertEquals("wait_seconds_sum 70.002000001", lines[18]);
        assertEquals("wait_seconds_count 4", lines[19]);
        assertEquals(20, lines.length);
        assertEquals(70_000_000_000L, histogram.snapshot().maxNanos());
    }

    @Test
    void refusesWhatNoParserWouldTake() {
        MetricsPage page = new MetricsPage();
        assertThrows(IllegalArgumentException.class, () -> page.counter("frames", "no _total"));
        assertThrows(IllegalArgumentException.class, () -> page.gauge("frames_total", "no counter"));
        assertThrows(IllegalArgumentException.class, () -> page.gauge("a b", "blank"));
        assertThrows(IllegalArgumentException.class, () -> page.gauge("", "empty"));
        assertThrows(IllegalArgumentException.class, () -> page.gauge("1a", "digit first"));
        assertThrows(
                IllegalArgumentException.class,
                () -> page.histogram("wait", "no unit", new DurationHistogram().snapshot()));
        MetricsPage.Family family = page.gauge("fine", "fine");
        assertThrows(IllegalArgumentException.class, () -> family.value(1L, "a"));
        assertThrows(IllegalArgumentException.class, () -> family.value(1L, "a:b", "c"));
        assertThrows(IllegalArgumentException.class, () -> page.gauge("fine", "again"));
    }
}

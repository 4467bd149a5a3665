package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private static final long SECOND = 1_000_000_000;

    private final AtomicLong now = new AtomicLong();
    private final CapturedStdio io = new CapturedStdio("evsort").clock(new WallClock() {
        @Override
        public long epochNanos() {
            return now.get();
        }

        @Override
        public long monotonicNanos() {
            return now.get();
        }
    });

    private void work(ProgressOptions options) {
        try (Progress progress = Progress.start(io.stdio(), options, 1000L << 20)) {
            progress.advance(100L << 20);
            now.set(SECOND);
            progress.advance(100L << 20);
            now.addAndGet(SECOND / 10);
            progress.advance(100L << 20);
            now.set(2 * SECOND);
            progress.advance(120L << 20);
        }
    }

    private static final String SHOWN = "\r\u001b[K 20% [####                ] 200M of 1.0G  200M/s  0:04 left"
            + "\r\u001b[K 42% [########            ] 420M of 1.0G  210M/s  0:02 left\r\u001b[K";

    @Test
    void showsABarOnATerminalAfterTheFirstSecond() {
        io.terminal(2);
        work(new ProgressOptions());
        assertEquals(SHOWN, io.errText());
    }

    @Test
    void isSilentElsewhereUnlessForced() {
        work(new ProgressOptions());
        assertEquals("", io.errText());
        now.set(0);
        ProgressOptions forced = new ProgressOptions();
        forced.force(true);
        work(forced);
        assertEquals(SHOWN, io.errText());
    }

    @Test
    void isSilentWhenForbidden() {
        io.terminal(2);
        ProgressOptions forbidden = new ProgressOptions();
        forbidden.forbid(true);
        work(forbidden);
        assertEquals("", io.errText());
    }

    @Test
    void letsTheLastOptionCount() {
        SampleTool tool = new SampleTool();
        CapturedStdio plain = new CapturedStdio("evsample");
        assertEquals(0, ToolRunner.run(tool, plain.stdio(), "--no-progress", "--progress"));
        assertEquals(true, tool.progress.isOn(plain.stdio()));
        assertEquals(0, ToolRunner.run(tool, plain.stdio(), "--progress", "--no-progress"));
        plain.terminal(2);
        assertEquals(false, tool.progress.isOn(plain.stdio()));
    }

    @ParameterizedTest
    @CsvSource({
        "500, 1000, '500  500/s  0:01'",
        "1500, 1000, '1.5K  1.5K/s  0:01'",
        "1048576000, 61000, '1.0G  16M/s  1:01'",
        "10995116277760, 3723000, '10T  2.8G/s  1:02:03'",
        "0, 1, '0  0/s  0:00'",
    })
    void countsWhenTheEndIsUnknown(long bytes, long millis, String expected) {
        assertEquals(expected, new ProgressText(-1).at(bytes, millis * 1_000_000));
    }
}

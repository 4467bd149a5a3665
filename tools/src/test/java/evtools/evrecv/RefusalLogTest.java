package evtools.evrecv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    @Test
    void aFloodIsCountedAndNotWritten() {
        AtomicLong clock = new AtomicLong();
        List<String> lines = new ArrayList<>();
        RefusalLog log = new RefusalLog(clock::get, lines::add);
        for (int i = 0; i < 1_000; i++) {
            log.refused("192.0.2.1:" + i, "no");
        }
        assertEquals(10, lines.size());
        assertEquals("connection from 192.0.2.1:0 refused: no", lines.getFirst());
        clock.addAndGet(1_000_000_000L);
        log.refused("192.0.2.2:1", "no");
        log.refused("192.0.2.2:2", "no");
        assertEquals("connection from 192.0.2.2:1 refused: no (and 990 others before)", lines.get(10));
        assertEquals("connection from 192.0.2.2:2 refused: no", lines.get(11));
    }
}

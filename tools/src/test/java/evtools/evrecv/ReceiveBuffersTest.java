package evtools.evrecv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.transport.Connection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReceiveBuffersTest {
    private static final long MAX_BYTES = 20 << 20;

    @Test
    void neverHoldsMoreThanItsBoundWhateverIsAskedFor() {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ReceiveBuffers buffers = new ReceiveBuffers(MAX_BYTES);
            List<ByteBuffer> taken = new ArrayList<>();
            int denied = 0;
            for (int i = 0; i < 200; i++) {
                if (random.nextInt(3) > 0) {
                    int length = 1 + random.nextInt(1 << (7 + random.nextInt(17)));
                    ByteBuffer buffer = buffers.take(Math.min(length, Connection.MAX_FRAME_BYTES), 0);
                    if (buffer == null) {
                        denied++;
                    } else {
                        assertTrue(buffer.capacity() >= Math.min(length, Connection.MAX_FRAME_BYTES));
                        taken.add(buffer);
                    }
                } else if (!taken.isEmpty()) {
                    buffers.give(taken.remove(random.nextInt(taken.size())));
                }
                long inUse = taken.stream().mapToLong(ByteBuffer::capacity).sum();
                assertEquals(inUse, buffers.usedBytes(), "seed " + seed);
                assertTrue(buffers.allocatedBytes() <= MAX_BYTES, "seed " + seed);
                assertTrue(inUse <= buffers.allocatedBytes(), "seed " + seed);
            }
            assertTrue(denied > 0, "the bound was never reached, seed " + seed);
            taken.forEach(buffers::give);
            assertNotNull(buffers.take(Connection.MAX_FRAME_BYTES, 0), "all is free again, seed " + seed);
        }
    }

    @Test
    void whoWaitsGetsWhatComesFree() throws Exception {
        ReceiveBuffers buffers = new ReceiveBuffers(0);
        ByteBuffer first = buffers.take(Connection.MAX_FRAME_BYTES, 0);
        ByteBuffer second = buffers.take(Connection.MAX_FRAME_BYTES, 0);
        assertNotNull(first, "two of the largest fit in any case");
        assertNotNull(second);
        assertNull(buffers.take(Connection.MAX_FRAME_BYTES, 10));
        CompletableFuture<ByteBuffer> waiting =
                CompletableFuture.supplyAsync(() -> buffers.take(Connection.MAX_FRAME_BYTES, 20_000));
        buffers.give(first);
        assertEquals(first, waiting.get(20, TimeUnit.SECONDS));
    }
}

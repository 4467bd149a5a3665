package evtools.format.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PointOrderTest {
    @Test
    void pointsAreSortedAsUnsignedNumbersAndStable() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            long base = random.nextLong();
            long mask = -1L >>> random.nextInt(64);
            long[] points = random.longs(random.nextInt(2_000))
                    .map(value -> base + (value & mask))
                    .toArray();
            int[] expected = IntStream.range(0, points.length)
                    .boxed()
                    .sorted((a, b) -> Long.compareUnsigned(points[a], points[b]))
                    .mapToInt(place -> place)
                    .toArray();
            assertArrayEquals(expected, PointOrder.sort(points), "seed " + seed);
        }
    }
}

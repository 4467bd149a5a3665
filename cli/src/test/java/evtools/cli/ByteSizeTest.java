package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "4096, 4096, 4K",
        "4097, 4097, 4097",
        "17B, 17, 17",
        "512k, 524288, 512K",
        "64M, 67108864, 64M",
        "64MiB, 67108864, 64M",
        "64mib, 67108864, 64M",
        "64MB, 64000000, 62500K",
        "1G, 1073741824, 1G",
        "1.5G, 1610612736, 1536M",
        ".5k, 512, 512",
        "2T, 2199023255552, 2T",
        "8191P, 9222246136947933184, 8191P",
    })
    void readsAndPrints(String text, long bytes, String shortest) {
        assertEquals(bytes, ByteSize.parse(text).bytes());
        assertEquals(shortest, ByteSize.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "M", "-1", "+1", "1 M", "1X", "1Mi", "1MBs", "1.5", "1.5B", "1..5M", ".M", "0x10", "1iB"})
    void refusesWhatIsNoSize(String text) {
        OptionValueException e = assertThrows(OptionValueException.class, () -> ByteSize.parse(text));
        assertEquals("'" + text + "' is not a size such as 4096, 512k, 64M or 1G", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8192P", "9223372036854775808", "99999999999999999999G"})
    void refusesWhatDoesNotFit(String text) {
        OptionValueException e = assertThrows(OptionValueException.class, () -> ByteSize.parse(text));
        assertEquals("'" + text + "' is too large a size", e.getMessage());
    }

    @Test
    void readsBackWhatItPrints() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            ByteSize size = new ByteSize(random.nextLong() >>> (1 + random.nextInt(62)));
            assertEquals(size, ByteSize.parse(size.toString()), "seed " + seed);
        }
    }

    @Test
    void refusesToBeAnIntWhenItIsNone() {
        assertEquals(1 << 30, ByteSize.parse("1G").toIntExact());
        assertThrows(OptionValueException.class, () -> ByteSize.parse("2G").toIntExact());
    }
}

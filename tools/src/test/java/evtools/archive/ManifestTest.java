package evtools.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import evtools.format.FormatException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final ArchiveBucket BUCKET = new ArchiveBucket("prod/ü 1", 1_743_338, 1024);

    @Test
    void whatIsWrittenIsRead() throws FormatException {
        FrameIdRanges frames = new FrameIdRanges();
        frames.add(0x8000_0000_0000_0001L, 5);
        frames.add(0x8000_0000_0000_0001L, 6);
        frames.add(2, 1);
        SegmentInfo segment = new SegmentInfo(BUCKET.segmentKey("ab", 3), "ab", 12, 345, 1, -1L);
        Manifest read =
                Manifest.parse(new Manifest(BUCKET, segment, List.of("holder 1", "a \"b\""), frames, false).toBytes());
        assertEquals(BUCKET, read.bucket());
        assertEquals(segment, read.segment());
        assertEquals(List.of("holder 1", "a \"b\""), read.sources());
        assertEquals("5-6", read.frames().text(0x8000_0000_0000_0001L));
        assertEquals("1", read.frames().text(2));
    }

    @Test
    void aManifestMayHaveNoSegment() throws FormatException {
        Manifest read = Manifest.parse(new Manifest(BUCKET, null, List.of(), new FrameIdRanges(), false).toBytes());
        assertNull(read.segment());
    }

    @Test
    void keysFollowFromEnvironmentAndTime() {
        assertEquals("20260805T082744Z", new ArchiveBucket("default", 1_744_061, 1024).name());
        assertEquals("manifest/prod%2F%C3%BC%201/2026-07-27/20260727T184832Z/007", BUCKET.manifestKey(7));
        assertEquals(BUCKET.segmentPrefix() + "ab.evs", BUCKET.segmentKey("ab", 3));
        assertEquals(
                "/prod%2F%C3%BC%201/20260727T184832Z/", BUCKET.segmentPrefix().substring(2));
    }

    @Test
    void otherTextIsRefused() {
        for (String text : new String[] {
            "",
            "[]",
            "{}",
            "{\"version\":2}",
            "{\"version\":1}",
            "{\"version\":1,\"environment\":\"e\"",
            "{\"version\":\"x\"}"
        }) {
            assertThrows(FormatException.class, () -> Manifest.parse(text.getBytes(UTF_8)), text);
        }
    }
}

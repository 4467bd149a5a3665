package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.OwnKeys;
import java.util.Arrays;

/** What the sources of a block give to their events: host field and {@code _src} token, as they stand there. */
final class SourceFields {
    /** Bytes after the last host, so that copies may reach beyond it. */
    private static final int PADDING = 16;

    /** The host fields, one after another. */
    final byte[] hosts;

    /** Where each begins, and the last one ends. */
    final int[] hostStarts;

    private final byte[][] fileTokens;

    SourceFields(SegmentSource[] sources) {
        hostStarts = new int[sources.length + 1];
        fileTokens = new byte[sources.length][];
        byte[] key = OwnKeys.source();
        ByteArrayBuilder all = new ByteArrayBuilder(sources.length * 16 + PADDING);
        for (int i = 0; i < sources.length; i++) {
            byte[] host = sources[i].host();
            byte[] file = sources[i].file();
            all.put(host.length).put(host);
            hostStarts[i + 1] = all.length();
            fileTokens[i] = new ByteArrayBuilder(2 + key.length + file.length)
                    .put(key.length)
                    .put(file.length)
                    .put(key)
                    .put(file)
                    .toByteArray();
        }
        hosts = Arrays.copyOf(all.array(), all.length() + PADDING);
    }

    int count() {
        return fileTokens.length;
    }

    byte[] fileToken(int source) {
        return fileTokens[source];
    }
}

package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.TailTable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which tail the rows of a template and a source share ({@code docs/FORMAT.md} 4.1). For one block, not thread-safe.
 *
 * <pre>
 *   tail of a template   tokens | the source's | tokens          templates with the same have a kind of tail
 *   kind of tail × file  ──► first byte of the events
 * </pre>
 */
final class BlockTails {
    /** With more files rows are whole: there wouldn't be enough tails. */
    private static final int MAX_FILES = 1 << 12;

    private final TailTable table;
    private final SourceFields sources;
    private final int[] fileOfSource;
    private final int files;
    private final Map<ByteBuffer, byte[]> kinds = new HashMap<>();
    private final byte[] whole;
    private final ByteArrayBuilder tail = new ByteArrayBuilder(512);

    BlockTails(TailTable table, SourceFields sources) {
        this.table = table;
        this.sources = sources;
        this.fileOfSource = new int[sources.count()];
        Map<ByteBuffer, Integer> numbers = new HashMap<>();
        for (int i = 0; i < fileOfSource.length && numbers.size() <= MAX_FILES; i++) {
            Integer number = numbers.putIfAbsent(ByteBuffer.wrap(sources.fileToken(i)), numbers.size());
            fileOfSource[i] = number == null ? numbers.size() - 1 : number;
        }
        this.files = numbers.size();
        this.whole = new byte[files];
        Arrays.fill(whole, (byte) TailTable.WHOLE);
    }

    /** The first byte of a row. */
    int version(PreparedTemplate template, int source) {
        if (!template.hasTail() || files > MAX_FILES) {
            return TailTable.WHOLE;
        }
        byte[] versions = versions(template);
        int file = fileOfSource[source];
        int known = versions[file] & 0xFF;
        if (known == 0) {
            known = add(template, source);
            versions[file] = (byte) known;
        }
        return known;
    }

    private byte[] versions(PreparedTemplate template) {
        byte[] versions = template.tailVersions;
        if (versions == null) {
            tail.clear();
            tail.putInt(template.tailBefore.length).put(template.tailBefore).put(template.tailHasSource ? 1 : 0);
            tail.put(template.tailAfter);
            ByteBuffer kind = ByteBuffer.wrap(tail.toByteArray());
            versions = kinds.get(kind);
            if (versions == null) {
                versions = kinds.size() < TailTable.MAX_TAILS ? new byte[files] : whole;
                kinds.put(kind, versions);
            }
            template.tailVersions = versions;
        }
        return versions;
    }

    private int add(PreparedTemplate template, int source) {
        tail.clear();
        tail.put(template.tailBefore);
        if (template.tailHasSource) {
            tail.put(sources.fileToken(source));
        }
        tail.put(template.tailAfter);
        return table.add(tail.array(), 0, tail.length());
    }

    /** How long the tail of rows with this first byte is. */
    int length(int version) {
        return table.length(version);
    }
}

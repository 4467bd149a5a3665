package evtools.evgrep;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.OwnKeys;
import evtools.format.form.Form;
import evtools.format.form.FormCache;
import evtools.format.segment.ByteClasses;
import evtools.format.segment.ColumnStamp;
import evtools.format.segment.SegmentBlock;
import evtools.format.segment.SegmentTemplate;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out what the original lines of a block's templates are made of: by their form. For one thread. */
final class RawLines {
    private static final int NONE = -1;

    private final FormCache forms = new FormCache();
    private final Form messageOnly = Form.messageOnly();
    private final SegmentBlock block;
    private byte[][] hosts = new byte[0][];
    private ColumnStamp hostStamp = new ColumnStamp(0, 0, 0, 0);
    private boolean knowsHosts;

    RawLines(SegmentBlock block) {
        this.block = block;
    }

    /** The block was opened anew. */
    void begin() {
        knowsHosts = false;
    }

    /** What the lines are made of; null: that isn't known well enough. */
    @Nullable
    RawLine of(SegmentTemplate template) throws FormatException {
        if (template.app().length >= EventFormat.MAX_SHORT_FIELD_BYTES) {
            return null;
        }
        int named = NONE;
        for (int i = 0; i < template.besides(); i++) {
            if (Arrays.equals(template.besideKey(i), OwnKeys.form())) {
                if (named != NONE || template.besideIsColumn(i)) {
                    return null;
                }
                named = i;
            }
        }
        Form form = named == NONE ? messageOnly : form(template.besideConstant(named));
        learnHosts();
        RawLineBuilder builder = new RawLineBuilder(template, hosts, hostStamp);
        RawLine line = builder.build(form);
        return builder.lacksToken() ? new RawLineBuilder(template, hosts, hostStamp).build(messageOnly) : line;
    }

    private Form form(byte[] text) {
        Form form = forms.get(text, 0, text.length);
        return form == null ? messageOnly : form;
    }

    private void learnHosts() throws FormatException {
        if (knowsHosts) {
            return;
        }
        Map<String, byte[]> distinct = new LinkedHashMap<>();
        ByteArrayBuilder all = new ByteArrayBuilder(256);
        int shortest = Integer.MAX_VALUE;
        int longest = 0;
        for (int i = 0; i < block.sources(); i++) {
            byte[] host = block.source(i).host();
            distinct.put(new String(host, StandardCharsets.ISO_8859_1), host);
            all.put(host, 0, host.length);
            shortest = Math.min(shortest, host.length);
            longest = Math.max(longest, host.length);
        }
        hosts = distinct.values().toArray(new byte[0][]);
        hostStamp = new ColumnStamp(0, shortest, longest, ByteClasses.of(all.array(), 0, all.length()));
        knowsHosts = true;
    }
}

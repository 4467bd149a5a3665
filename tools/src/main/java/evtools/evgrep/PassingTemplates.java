package evtools.evgrep;

import evtools.format.segment.SegmentTemplate;
import evtools.pipe.EventFilter;
import java.util.Arrays;

/** Leaves out templates of a block none of whose events an {@link EventFilter} lets pass. Immutable. */
final class PassingTemplates {
    private final EventFilter filter;

    PassingTemplates(EventFilter filter) {
        this.filter = filter;
    }

    /** Whether events of a template may pass: its application and its keys are the filter's. */
    boolean mayPass(SegmentTemplate template) {
        if (template.isWhole()) {
            return true;
        }
        if (!filter.mayPassApp(template.app())) {
            return false;
        }
        for (byte[] key : filter.fieldKeys()) {
            boolean has = false;
            for (int i = 0; i < template.messageSlots() && !has; i++) {
                has = Arrays.equals(template.slotKey(i), key);
            }
            for (int i = 0; i < template.besides() && !has; i++) {
                has = Arrays.equals(template.besideKey(i), key);
            }
            if (!has) {
                return false;
            }
        }
        return true;
    }
}

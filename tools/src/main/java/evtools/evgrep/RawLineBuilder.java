package evtools.evgrep;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.OwnKeys;
import evtools.format.form.Form;
import evtools.format.form.FormVisitor;
import evtools.format.segment.ByteClasses;
import evtools.format.segment.ColumnStamp;
import evtools.format.segment.SegmentTemplate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a form with what is known of a template instead of an event's fields. For one line.
 *
 * <p>The message's pieces are numbered: literal 0, slot 0, literal 1, slot 1, …
 */
final class RawLineBuilder implements FormVisitor {
    private static final int BLANKS = ByteClasses.of(new byte[] {' '}, 0, 1);
    private static final byte[] DIGITS = {'0', ' ', '-'};
    private static final byte[] LETTERS = {'a', 'g', 'A', 'G'};

    private final SegmentTemplate template;
    private final byte[][] hosts;
    private final ColumnStamp hostStamp;
    private final List<RawLine.Part> parts = new ArrayList<>();
    private final ByteArrayBuilder text = new ByteArrayBuilder(256);
    /** How far the message has been used up. */
    private int piece;

    private int pieceOffset;
    private int nextBeside;
    private boolean unsure;
    private boolean lacksToken;

    /**
     * @param hosts of all the block's sources
     * @param hostStamp of these
     */
    RawLineBuilder(SegmentTemplate template, byte[][] hosts, ColumnStamp hostStamp) {
        this.template = template;
        this.hosts = hosts;
        this.hostStamp = hostStamp;
    }

    /** What the line is made of; null: not known well enough, or {@link #lacksToken}. */
    @Nullable
    RawLine build(Form form) {
        form.visit(this);
        // Matched is what stands before the line end, and a CR belongs to that, whoever wrote it.
        if (text.length() == 0) {
            unsure |= mayEndInControl();
        } else if (form.hasLineFeed() && text.array()[text.length() - 1] == '\r') {
            text.truncate(text.length() - 1);
        } else {
            unsure |= text.array()[text.length() - 1] == '\n';
        }
        flush();
        return unsure || lacksToken ? null : new RawLine(parts);
    }

    /** Whether what was built so far may end in CR or LF, also if values at its end are empty. */
    private boolean mayEndInControl() {
        for (RawLine.Part part : parts.reversed()) {
            byte[] known = part.text();
            if (known != null) {
                return known[known.length - 1] < ' ';
            }
            if ((part.stamp().classes() & BLANKS) != 0) {
                return true;
            }
            if (part.stamp().minLength() > 0) {
                return false;
            }
        }
        return false;
    }

    /** Whether the form asks for a token that isn't there: then the line is the message alone. */
    boolean lacksToken() {
        return lacksToken;
    }

    private void flush() {
        if (text.length() > 0) {
            parts.add(RawLine.Part.text(text.toByteArray()));
            text.clear();
        }
    }

    private void value(RawLine.Part part) {
        flush();
        parts.add(part);
    }

    @Override
    public void text(byte[] bytes, int offset, int length) {
        text.put(bytes, offset, length);
    }

    @Override
    public void words(int count) {
        for (int i = 0; i < count && !unsure; i++) {
            toWordEnd();
            toNextWord();
        }
    }

    private boolean isSlot() {
        return (piece & 1) != 0;
    }

    private boolean messageEnds() {
        return piece > 2 * template.messageSlots();
    }

    private void toWordEnd() {
        while (!messageEnds() && !unsure) {
            if (isSlot()) {
                unsure = (slotStamp().classes() & BLANKS) != 0;
                useSlot();
            } else if (useText(false)) {
                return;
            }
        }
    }

    private void toNextWord() {
        while (!messageEnds()) {
            if (isSlot()) {
                ColumnStamp stamp = slotStamp();
                unsure |= stamp.minLength() == 0 || (stamp.classes() & BLANKS) != 0;
                return;
            }
            if (useText(true)) {
                return;
            }
        }
    }

    private ColumnStamp slotStamp() {
        return template.stamp(piece >> 1);
    }

    private void useSlot() {
        value(RawLine.Part.value(slotStamp(), piece >> 1));
        piece++;
        pieceOffset = 0;
    }

    /** Uses text as long as it is blank, or isn't; whether there is more of it after that. */
    private boolean useText(boolean blank) {
        byte[] literal = template.literal(piece >> 1);
        int from = pieceOffset;
        int to = from;
        while (to < literal.length && (literal[to] == ' ' || literal[to] == '\t') == blank) {
            to++;
        }
        text.put(literal, from, to - from);
        pieceOffset = to;
        if (to < literal.length) {
            return true;
        }
        piece++;
        pieceOffset = 0;
        return false;
    }

    @Override
    public void message() {
        while (!messageEnds()) {
            if (isSlot()) {
                useSlot();
            } else {
                byte[] literal = template.literal(piece >> 1);
                text.put(literal, pieceOffset, literal.length - pieceOffset);
                piece++;
                pieceOffset = 0;
            }
        }
    }

    @Override
    public void host() {
        unsure |= hostStamp.maxLength() >= EventFormat.MAX_SHORT_FIELD_BYTES;
        value(RawLine.Part.oneOf(hosts, hostStamp));
    }

    @Override
    public void app() {
        text.put(template.app(), 0, template.app().length);
    }

    @Override
    public void beside() {
        while (nextBeside < template.besides()) {
            int index = nextBeside++;
            byte[] key = template.besideKey(index);
            if (key.length == 0 || key[0] != '_') {
                token(index);
                return;
            }
        }
        lacksToken = true;
    }

    @Override
    public void timeText() {
        int found = -1;
        for (int i = 0; i < template.besides(); i++) {
            if (Arrays.equals(template.besideKey(i), OwnKeys.time())) {
                unsure |= found >= 0;
                found = i;
            }
        }
        if (found < 0) {
            lacksToken = true;
        } else {
            token(found);
        }
    }

    private void token(int beside) {
        if (template.besideIsColumn(beside)) {
            value(RawLine.Part.value(template.stamp(template.besideColumn(beside)), RawLine.NO_SLOT));
        } else {
            byte[] constant = template.besideConstant(beside);
            text.put(constant, 0, constant.length);
        }
    }

    @Override
    public void time(int minBytes, int maxBytes, boolean letters) {
        byte[] some = letters ? LETTERS : DIGITS;
        value(RawLine.Part.value(
                new ColumnStamp(0, minBytes, maxBytes, ByteClasses.of(some, 0, some.length)), RawLine.NO_SLOT));
    }
}

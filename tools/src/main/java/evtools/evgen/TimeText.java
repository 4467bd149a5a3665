package evtools.evgen;

import static java.nio.charset.StandardCharsets.US_ASCII;

import evtools.format.ByteArrayBuilder;
import evtools.format.form.Form;
import evtools.format.form.FormFields;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How a layout writes a time, so that other times can be written in its place. Not thread-safe. */
final class TimeText {
    private static final byte[] MESSAGE = "$m".getBytes(US_ASCII);

    private final Form form;
    private final Fields fields = new Fields();

    private TimeText(Form form) {
        this.form = form;
    }

    /** Nothing but a point and an empty message. */
    private static final class Fields implements FormFields {
        private long point;

        @Override
        public long point() {
            return point;
        }

        @Override
        public byte[] message() {
            return MESSAGE;
        }

        @Override
        public int messageLength() {
            return 0;
        }

        @Override
        public void appendHost(ByteArrayBuilder out) {}

        @Override
        public void appendApp(ByteArrayBuilder out) {}

        @Override
        public boolean appendNextBeside(ByteArrayBuilder out) {
            return false;
        }

        @Override
        public boolean appendTimeText(ByteArrayBuilder out) {
            return false;
        }
    }

    /**
     * The way of the time directives of a line's form; null if it has none, or if they are not in one piece.
     *
     * @param lineForm the form, see {@code docs/FORMAT.md} section 3
     */
    static @Nullable TimeText ofForm(byte[] lineForm) {
        int first = -1;
        int last = -1;
        int at = 0;
        while (at < lineForm.length) {
            byte c = lineForm[at];
            if (c == '$' || c == '%') {
                int end = c == '$' ? at + 2 : directiveEnd(lineForm, at);
                if (c == '%' && end > at + 1 && lineForm[at + 1] != '%') {
                    first = first < 0 ? at : first;
                    last = end;
                }
                at = end;
            } else {
                at++;
            }
        }
        if (first < 0) {
            return null;
        }
        byte[] times = Arrays.copyOfRange(lineForm, first, Math.min(last, lineForm.length));
        for (byte c : times) {
            if (c == '$') {
                return null;
            }
        }
        return parse(times);
    }

    private static int directiveEnd(byte[] text, int at) {
        byte next = at + 1 < text.length ? text[at + 1] : 0;
        if (next == '-' && at + 2 < text.length && (text[at + 2] < '0' || text[at + 2] > '9')) {
            return at + 3;
        }
        return next == '+' || next == '-' ? at + 6 : at + 2;
    }

    private static @Nullable TimeText parse(byte[] directives) {
        byte[] text = Arrays.copyOf(directives, directives.length + MESSAGE.length);
        System.arraycopy(MESSAGE, 0, text, directives.length, MESSAGE.length);
        Form form = Form.parse(text, 0, text.length);
        return form == null ? null : new TimeText(form);
    }

    /**
     * The way an ISO 8601 time or seconds since the epoch are written, for times that stand in a message; null if it is
     * neither.
     */
    static @Nullable TimeText ofText(String text) {
        StringBuilder form = new StringBuilder();
        String shape = text.replaceAll("[0-9]", "0");
        if (shape.equals("0000000000")) {
            form.append("%s");
        } else if (shape.equals("0000000000000")) {
            form.append("%s%3");
        } else if (shape.startsWith("0000-00-00T00:00:00") || shape.startsWith("0000-00-00 00:00:00")) {
            int at = 19;
            int fraction = 0;
            if (at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
                while (at + 1 + fraction < shape.length() && shape.charAt(at + 1 + fraction) == '0') {
                    fraction++;
                }
            }
            int zoneAt = at + (fraction > 0 ? 1 + fraction : 0);
            String zone = text.substring(zoneAt).replace(":", "");
            if (zone.matches("[+-][0-9]{4}")) {
                form.append('%').append(zone);
            }
            form.append("%Y-%m-%d").append(text.charAt(10)).append("%H:%M:%S");
            if (fraction > 0 && fraction <= 9) {
                form.append(text.charAt(at)).append('%').append(fraction);
            }
        } else {
            return null;
        }
        return parse(form.toString().getBytes(US_ASCII));
    }

    /** Appends the time of a point. */
    void append(long point, ByteArrayBuilder out) {
        fields.point = point;
        form.render(fields, out);
        out.truncate(out.length() - 1);
    }
}
